import { push } from '../group/lists.ts';
import { DIRECTIONS, type Direction, type LabelSelector } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { describeSelector } from '../policy/selector.ts';
import type { Box } from '../traffic/box.ts';
import { type Budget, Unproved } from '../traffic/budget.ts';
import { hasOtherProtocols, namesOf, numbersOf, PROTOCOLS } from '../traffic/ports.ts';
import { isNoValue } from '../traffic/values.ts';
import { witnessOf } from '../traffic/witness.ts';
import { type Extra, extraByOpening, extraByRules } from './extra.ts';
import { type Ground, type Isolated, type Side, sideOf } from './side.ts';
import { type Change, MAX_CHANGES, type Unproved as NotCompared, type Variation } from './types.ts';
import { type Effort, united } from './unite.ts';

/** What changes for the pods of one podSelector, as it is gathered. */
export type Found = {
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly gained: Change[];
  readonly lost: Change[];
  readonly varies: Variation[];
  readonly unproved: NotCompared[];
  isCut: boolean;
};

/** All the work of a comparison, the most of it that one group may take, and what may be spent on brevity. */
export type Purse = { readonly all: Budget; readonly share: number; readonly brevity: Effort };

/** Compares the policies of one namespace. */
export function compareNamespace(
  namespace: string,
  old: readonly Policy[],
  now: readonly Policy[],
  purse: Purse,
): readonly Found[] {
  const found = new Map<string, Found>();
  for (const direction of DIRECTIONS) {
    if (signature(old, direction) === signature(now, direction)) continue;
    const ground: Ground = { model: 'api', namespace, direction };
    const sides = [sideOf(old, ground), sideOf(now, ground)] as const;
    const told = changesOf(sides, ground, purse, found);
    tellVariations(old, now, { ...ground, model: 'portable' }, purse, told, found);
  }
  return [...found.values()];
}

/** What the policies say of a direction, their names and order aside. */
function signature(policies: readonly Policy[], direction: Direction): string {
  const said = policies
    .filter(({ spec }) => isolates(spec, direction))
    .map(({ spec }) => JSON.stringify([spec.podSelector, spec[direction] ?? []]));
  return [...new Set(said)].sort().join('\n');
}

type Sides = readonly [old: Side, now: Side];

/** Returns the keys of the groups that have something to tell. */
function changesOf([old, now]: Sides, ground: Ground, purse: Purse, found: Map<string, Found>): ReadonlySet<string> {
  const told = new Set<string>();
  const gather = (kind: 'gained' | 'lost', more: Side, less: Side): void => {
    const open = { here: less, other: more, ground, told: new Map<string, readonly Box[]>() };
    const byRules = [...more.groups.values()].map((group) => [group, 'rule'] as const);
    const byOpening = narrowestFirst(less).map((group) => [group, 'open'] as const);
    for (const [group, cause] of [...byRules, ...byOpening]) {
      const within = (budget: Budget): Generator<Extra> =>
        cause === 'rule' ? extraByRules(group, less, budget) : extraByOpening(group, open, budget);
      const { extras, isCut, reason } = take(within, purse);
      if (extras.length === 0 && reason === undefined) continue;
      told.add(group.key);
      const one = entryOf(found, group, ground.namespace);
      one.isCut ||= isCut;
      if (reason !== undefined) addOnce(one.unproved, { direction: ground.direction, reason });
      const changes = asChanges(extras, ground.direction, purse.brevity);
      if (isPlain(changes)) one[kind].push(...changes);
      else one.varies.push(...changes.map((change) => ({ ...change, only: sideThatAllows(kind) })));
    }
  };
  gather('gained', now, old);
  gather('lost', old, now);
  return told;
}

/** Where the API finds no difference, plugins may: they tell peers apart that the API does not (semantics 6). */
function tellVariations(
  old: readonly Policy[],
  now: readonly Policy[],
  ground: Ground,
  purse: Purse,
  told: ReadonlySet<string>,
  found: Map<string, Found>,
): void {
  const sides = [sideOf(old, ground), sideOf(now, ground)] as const;
  for (const [only, more, less] of [['new', sides[1], sides[0]] as const, ['old', sides[0], sides[1]] as const]) {
    for (const group of more.groups.values()) {
      if (told.has(group.key)) continue;
      const { extras } = take((budget) => extraByRules(group, less, budget), purse);
      if (extras.length === 0) continue;
      const changes = asChanges(extras, ground.direction, purse.brevity);
      entryOf(found, group, ground.namespace).varies.push(...changes.map((change) => ({ ...change, only })));
    }
  }
}

/** Asks for at most MAX_CHANGES, within a share of the budget. What was found before it ran out stays found. */
export function take(
  ask: (budget: Budget) => Iterable<Extra>,
  { all, share }: Purse,
): { readonly extras: readonly Extra[]; readonly isCut: boolean; readonly reason?: string } {
  const most = Math.min(share, all.left);
  const budget = { left: most };
  const extras: Extra[] = [];
  try {
    for (const extra of ask(budget)) {
      if (extras.length === MAX_CHANGES) return { extras, isCut: true };
      extras.push(extra);
    }
    return { extras, isCut: false };
  } catch (error) {
    if (!(error instanceof Unproved)) throw error;
    return { extras, isCut: false, reason: error.message };
  } finally {
    all.left -= most - Math.max(0, budget.left);
  }
}

/** The extras of one direction as changes, in as few boxes as can be. */
export function asChanges(extras: readonly Extra[], direction: Direction, effort: Effort): readonly Change[] {
  const bySource = new Map<Box, Extra[]>();
  for (const extra of extras) push(bySource, extra.source, extra);
  const whole: Record<Extra['cause'], Box[]> = { rule: [], open: [] };
  const parts: Change[] = [];
  for (const [source, some] of bySource) {
    const boxes = united(
      some.map(({ box }) => box),
      effort,
    );
    const [first, second] = boxes;
    const cause = some[0]?.cause ?? 'rule';
    if (first !== undefined && second === undefined) whole[cause].push(first);
    else for (const box of boxes) parts.push({ direction, cause, box, partOf: source, witness: witnessOf(box) });
  }
  const causes = ['rule', 'open'] as const;
  const wholes = causes.flatMap((cause) =>
    united(whole[cause], effort).map((box): Change => ({ direction, cause, box, witness: witnessOf(box) })),
  );
  return [...wholes, ...parts];
}

/** Whether the API itself speaks of one of them: of nodes, and of other protocols than its three, it does not. */
export function isPlain(changes: readonly Change[]): boolean {
  return changes.some(({ box: { sort, ports } }) => sort !== 'other' && !isOtherProtocol(ports));
}

function isOtherProtocol(ports: Box['ports']): boolean {
  return (
    hasOtherProtocols(ports) &&
    PROTOCOLS.every((one) => numbersOf(ports, one).length === 0 && isNoValue(namesOf(ports, one)))
  );
}

function sideThatAllows(kind: 'gained' | 'lost'): Variation['only'] {
  return kind === 'gained' ? 'new' : 'old';
}

function narrowestFirst({ groups }: Side): readonly Isolated[] {
  return [...groups.values()].sort((a, b) => b.pods.size - a.pods.size || (a.key < b.key ? -1 : 1));
}

function entryOf(found: Map<string, Found>, { key, podSelector }: Isolated, namespace: string): Found {
  const known = found.get(key);
  if (known !== undefined) {
    // Both sides may write it in their own way: the one that reads first stays, whichever side it is on.
    if (describeSelector(known.podSelector) <= describeSelector(podSelector)) return known;
    const better = { ...known, podSelector };
    found.set(key, better);
    return better;
  }
  const one: Found = { namespace, podSelector, gained: [], lost: [], varies: [], unproved: [], isCut: false };
  found.set(key, one);
  return one;
}

function addOnce(unproved: NotCompared[], one: NotCompared): void {
  if (unproved.every(({ direction }) => direction !== one.direction)) unproved.push(one);
}
