/** Boxes of random rules, and every point that could tell two of them apart. */
import fc from 'fast-check';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault } from '../../src/manifest/tree.ts';
import { DIRECTIONS, type Spec } from '../../src/policy/api.ts';
import { decodePolicy } from '../../src/policy/decode.ts';
import { parseAddress } from '../../src/traffic/addresses.ts';
import { ABSENT, axis, type Box, type Model, ruleBoxes, SORTS, type Sort } from '../../src/traffic/box.ts';
import { namesOf, numbersOf, PROTOCOLS } from '../../src/traffic/ports.ts';
import { has } from '../../src/traffic/values.ts';
import type { Json } from '../laws/evaluator.ts';
import { groupArbitrary, NAME_LABEL } from '../laws/universe.ts';

/** The spec of a policy given as JSON, as the API server holds it. */
export function specOf(policy: Json): Spec {
  const root = parseTree(JSON.stringify(policy));
  if (isFault(root)) throw new Error(root.message);
  return decodePolicy(root).spec;
}

/** What the rules of one or two random policies allow, ingress and egress alike. */
export function boxesArbitrary(model: Model): fc.Arbitrary<readonly Box[]> {
  return groupArbitrary.map((group) =>
    group.flatMap((policy) => {
      const spec = specOf(policy);
      return DIRECTIONS.flatMap((direction) =>
        (spec[direction] ?? []).flatMap((rule) =>
          ruleBoxes(rule, direction, { model, namespace: 'shop', subject: spec.podSelector }),
        ),
      );
    }),
  );
}

/** One connection: a state for each label, an address, and a number or a name of a protocol (-1: another protocol). */
export type Point = {
  readonly sort: Sort;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: bigint;
  readonly protocol: number;
  readonly port: number | string;
};

/** Whether a box holds a point, asked the plain way. */
export function holds(box: Box, { sort, labels, address, protocol, port }: Point): boolean {
  const name = PROTOCOLS[protocol];
  return (
    box.sort === sort &&
    [...box.labels].every(([key, states]) => has(states, labels[key] ?? ABSENT)) &&
    (!sort.startsWith('IP') || box.addresses.some(([from, to]) => from <= address && address < to)) &&
    (name === undefined
      ? box.ports.numbers.some(([, to]) => to > 3 * 65_536)
      : typeof port === 'string'
        ? has(namesOf(box.ports, name), port)
        : numbersOf(box.ports, name).some(([from, to]) => from <= port && port < to))
  );
}

const ADDRESSES = ['10.0.0.1', '10.1.0.1', '10.1.2.1', '10.2.0.1', '192.168.0.1', '8.8.8.8', '::1'].concat([
  '2001:db8::1',
  '2001:db8:1::1',
  '2001:ffff::1',
]);

/** Any point that the rules of the universe can tell from another. */
export function pointArbitrary(model: Model): fc.Arbitrary<Point> {
  const app = fc.constantFrom(ABSENT, 'a', 'b', 'other', 'another');
  const tier = fc.constantFrom(ABSENT, 'x', '', 'other', 'another');
  const port = fc.oneof(
    fc.constantFrom(1, 53, 79, 80, 81, 442, 443, 444, 8000, 8080, 8085, 8090, 8091, 65_535),
    fc.constantFrom('http', 'dns', 'other'),
  );
  return fc.record({
    sort: fc.constantFrom(...SORTS[model]),
    labels: fc.record({
      [axis('subject', 'app')]: app,
      [axis('subject', 'tier')]: tier,
      [axis('pod', 'app')]: app,
      [axis('pod', 'tier')]: tier,
      [axis('namespace', 'team')]: app,
      [axis('namespace', NAME_LABEL)]: fc.constantFrom('shop', 'bank', 'lab'),
    }),
    address: fc.constantFrom(...ADDRESSES.map((text) => parseAddress(text) ?? 0n)),
    protocol: fc.constantFrom(0, 0, 0, 1, 1, 2, -1),
    port,
  });
}
