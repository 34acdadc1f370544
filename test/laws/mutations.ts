/** What may happen to the policies of a group: some of it changes what they allow, some only how they say it. */
import fc from 'fast-check';
import type { Json } from './evaluator.ts';

type Fields = Readonly<Record<string, Json>>;

/** A change of a group's policies; `pick` decides where it strikes. Undefined where there is nothing to change. */
type Mutation = (specs: readonly Fields[], pick: Pick) => readonly Fields[] | undefined;

/** A number from 0 to sides - 1. */
type Pick = (sides: number) => number;

const DIRECTIONS = ['ingress', 'egress'] as const;

/** Policies without null in them, and the same after up to two changes. */
export function mutatedArbitrary(
  groups: fc.Arbitrary<readonly Json[]>,
): fc.Arbitrary<readonly [before: readonly Json[], after: readonly Json[]]> {
  const names = fc.array(fc.constantFrom(...MUTATIONS.keys()), { minLength: 1, maxLength: 2 });
  return fc
    .tuple(groups, names, fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }))
    .map(([group, some, picks]) => {
      let at = 0;
      const pick: Pick = (sides) => (picks[at++ % picks.length] ?? 0) % sides;
      let specs: readonly Fields[] = group.map((policy) => (policy as Fields).spec as Fields);
      for (const name of some) specs = MUTATIONS[name]?.(specs, pick) ?? specs;
      const after = specs.map((spec, i) => ({ ...((group[i] ?? group[0]) as Fields), spec }));
      return [group, after] as const;
    });
}

/** Rewrites the rules of one direction of one policy; undefined where it has too few. */
function rewriting(least: number, rewrite: (rules: readonly Json[], pick: Pick) => readonly Json[]): Mutation {
  return (specs, pick) => {
    const places = specs.flatMap((spec, i) =>
      DIRECTIONS.filter((direction) => listOf(spec[direction]).length >= least).map(
        (direction) => [i, direction] as const,
      ),
    );
    const place = places[pick(Math.max(1, places.length))];
    if (place === undefined) return undefined;
    const [at, direction] = place;
    return specs.map((spec, i) => (i === at ? { ...spec, [direction]: rewrite(listOf(spec[direction]), pick) } : spec));
  };
}

/** Changes one rule of them into others. */
function ruling(change: (rule: Fields, pick: Pick) => readonly Json[]): Mutation {
  return rewriting(1, (rules, pick) => {
    const at = pick(rules.length);
    return rules.flatMap((rule, i) => (i === at ? change(rule as Fields, pick) : [rule]));
  });
}

function field(rule: Fields, choose: readonly string[]): readonly [name: string, items: readonly Json[]] | undefined {
  const name = choose.find((one) => listOf(rule[one]).length > 1);
  return name === undefined ? undefined : [name, listOf(rule[name])];
}

const LISTS = ['from', 'to', 'ports'];

const MUTATIONS: readonly Mutation[] = [
  (specs) => specs.toReversed(),
  rewriting(2, (rules) => rules.toReversed()),
  rewriting(1, (rules, pick) => rules.toSpliced(pick(rules.length), 1)),
  ruling((rule) => [rule, rule]),
  ruling((rule, pick) => split(rule, pick(2) === 0 ? LISTS : LISTS.toReversed())),
  ruling((rule, pick) => {
    const [name, items] = field(rule, LISTS) ?? [];
    return name === undefined || items === undefined
      ? [rule]
      : [{ ...rule, [name]: items.toSpliced(pick(items.length), 1) }];
  }),
  ruling((rule, pick) => [widened(rule, pick)]),
  ruling((rule, pick) => {
    const at = pick(4);
    const port = [{ port: 80 }, { port: 'http' }, { protocol: 'TCP' }, { port: 8000, endPort: 8090 }][at] ?? {};
    return [rule, { ...rule, ports: [port] }];
  }),
  (specs, pick) => {
    const [one, ...others] = specs;
    const more = others[pick(Math.max(1, others.length))];
    if (one === undefined || more === undefined) return undefined;
    const joined = DIRECTIONS.map(
      (direction) => [direction, [...listOf(one[direction]), ...listOf(more[direction])]] as const,
    );
    return [{ ...one, ...Object.fromEntries(joined) }, ...others];
  },
];

/** One rule for each item of its first longer list. */
function split(rule: Fields, choose: readonly string[]): readonly Json[] {
  const [name, items] = field(rule, choose) ?? [];
  return name === undefined || items === undefined ? [rule] : items.map((item) => ({ ...rule, [name]: [item] }));
}

/** One port more numbers, or an exception fewer. */
function widened(rule: Fields, pick: Pick): Json {
  const ports = listOf(rule.ports);
  const at = pick(Math.max(1, ports.length));
  const wide = ports.map((port, i) => (i === at && isRange(port) ? { ...(port as Fields), endPort: 8090 } : port));
  const peers = ['from', 'to'].flatMap((name): [string, Json][] => {
    const items = listOf(rule[name]);
    return items.length === 0 ? [] : [[name, items.map(withoutHole)]];
  });
  return { ...rule, ...(ports.length > 0 && { ports: wide }), ...(pick(2) === 0 && Object.fromEntries(peers)) };
}

function isRange(port: Json): boolean {
  const number = (port as Fields | null)?.port;
  return typeof number === 'number' && number >= 8000;
}

function withoutHole(peer: Json): Json {
  const block = (peer as Fields).ipBlock as Fields | undefined;
  return block === undefined ? peer : { ipBlock: { ...block, except: listOf(block.except).slice(1) } };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
