import type { Change, Subject } from '../diff/types.ts';
import { portsKey } from '../diff/unite.ts';
import { describePods } from '../group/group.ts';
import type { Direction } from '../policy/api.ts';
import { NAMESPACE_NAME } from '../policy/certainty.ts';
import { EVERY_ADDRESS } from '../traffic/addresses.ts';
import { ABSENT, axis, type Box } from '../traffic/box.ts';
import { boxKey } from '../traffic/coverage.ts';
import { isInside } from '../traffic/intervals.ts';
import { numeric, type PortSet } from '../traffic/ports.ts';
import type { Values } from '../traffic/values.ts';
import type { Witness } from '../traffic/witness.ts';
import { describePeer, describePorts, describeSubject, describeWitness, plainLabels } from '../traffic/words.ts';

/** Some changes in a line: what it is, and one connection of it. */
export type Line = { readonly direction: Direction; readonly what: string; readonly example: string };

/** Whether the changes are on the new side or were on the old one alone. */
export type Kind = 'gained' | 'lost';

/**
 * Changes of one subject as lines. What the lack of any policy opens is one line for each direction and set of pods; what is
 * every kind of peer is one line too.
 */
export function linesOf(
  changes: readonly Change[],
  { podSelector }: Pick<Subject, 'podSelector'>,
  kind: Kind,
): readonly Line[] {
  const whole = inOrder(describePods(podSelector));
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = [change.direction, change.cause, describeSubject(change.partOf ?? change.box), keyOf(change)].join(
      '\n',
    );
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map((some): Line => {
    const [first] = some;
    if (first === undefined) throw new Error('a line of nothing');
    const { direction, cause, box, partOf, witness } = first;
    const pods = describeSubject(partOf ?? box);
    const own = pods === '' || inOrder(`pods ${pods}`) === whole ? '' : `pods ${pods}: `;
    const what = cause === 'open' ? openWords(some, kind) : ruleWords(some, direction, kind);
    return { direction, what: `${own}${what}`, example: exampleOf(witness, own !== '') };
  });
}

/** Labels one after the other, whatever order their author gave them. */
function inOrder(pods: string): string {
  return pods
    .replace(/^pods /, '')
    .split(', ')
    .sort()
    .join(', ');
}

/** Peers and ports of a box, and one connection of it, as JSON gives them beside the figures. */
export function textsOf({ box, witness, direction }: Change): {
  readonly peers: string;
  readonly ports: string;
  readonly example: string;
} {
  return {
    peers: `${TO[direction]} ${describePeer(named(box))}`,
    ports: describePorts(toldPorts(box, direction)),
    example: exampleOf(witness, true),
  };
}

const TO: Readonly<Record<Direction, string>> = { ingress: 'from', egress: 'to' };

function keyOf({ cause, box, partOf, direction }: Change): string {
  if (cause === 'open') return '';
  const told = partOf ?? box;
  if (isEverySuch(told)) return `every ${portsKey({ ports: toldPorts(told, direction) })}`;
  return `${partOf === undefined ? '' : 'part '}${boxKey(told)} ${portsKey(told)}`;
}

/** What goes out to what is no pod is told by numbers alone: there whole protocols need no names to be whole. */
function toldPorts({ sort, ports }: Box, direction: Direction): PortSet {
  const isPod = sort === 'pods' || sort === 'namespaces' || sort === 'own pods';
  return direction === 'ingress' || isPod ? ports : numeric(ports.numbers);
}

/** Whether a box holds all that there is of its sort. */
function isEverySuch({ sort, labels, addresses }: Box): boolean {
  const isBound = [...labels].some(([name, { in: isIn, values }]) => {
    if (name.startsWith('subject ')) return false;
    return isIn || values.size > (name === axis('namespace', NAMESPACE_NAME) ? 1 : 0);
  });
  return !isBound && ((sort !== 'IPv4' && sort !== 'IPv6') || isInside(EVERY_ADDRESS[sort], addresses));
}

function openWords(changes: readonly Change[], kind: Kind): string {
  const isAll =
    changes.every(({ box }) => isEverySuch(box)) && new Set(changes.map(({ box }) => box.sort)).size === SORTS;
  if (kind === 'gained')
    return `every connection${isAll ? '' : ' that the policies did not allow'}: no policy isolates them any more`;
  return `every connection${isAll ? '' : ' that the policies do not allow'}: no policy isolated them before`;
}

/** pods, IPv4, IPv6 and the rest. */
const SORTS = 4;

/** Many parts of one whole are told as the whole: what is taken off it has been allowed all along. */
function ruleWords(changes: readonly Change[], direction: Direction, kind: Kind): string {
  const bySort = new Map(changes.map(({ box, partOf }) => [(partOf ?? box).sort, partOf ?? box]));
  const [first] = bySort.values();
  if (first === undefined) return '';
  const isAll = bySort.size === SORTS;
  const whom = isAll ? 'every pod, namespace and address' : [...bySort.values()].map(whomOf).join(', ');
  const isPart = changes.some(({ partOf }) => partOf !== undefined);
  const rest = kind === 'gained' ? ': what was not allowed before' : ': what nothing else allows now';
  return `${TO[direction]} ${whom} on ${describePorts(toldPorts(first, direction))}${isPart ? rest : ''}`;
}

function whomOf(box: Box): string {
  if (isEverySuch(box) && (box.sort === 'IPv4' || box.sort === 'IPv6')) return `every ${box.sort} address`;
  return describePeer(named(box));
}

const UNNAMED = '(of the release)';

/** The namespace that nobody named, by words for a name; that every namespace has one goes without saying. */
function named(box: Box): Box {
  const name = axis('namespace', NAMESPACE_NAME);
  const states = box.labels.get(name);
  if (states === undefined || (states.values.size === 1 && states.values.has(ABSENT))) return box;
  if (isUnnamed(states)) {
    const labels = new Map(box.labels);
    labels.delete(name);
    return { ...box, sort: 'own pods', labels };
  }
  const values = new Set([...states.values].filter((value) => value !== ABSENT).map((value) => value || UNNAMED));
  return { ...box, labels: new Map(box.labels).set(name, { ...states, values }) };
}

/** The release's namespace alone: where nobody names it, it is the only one of which nothing more is known. */
function isUnnamed({ in: isIn, values }: Values): boolean {
  return isIn && values.size === 1 && values.has('');
}

function exampleOf(witness: Witness, withSubject: boolean): string {
  const isUnnamed = witness.namespace?.[NAMESPACE_NAME] === '';
  const subject = withSubject ? `, with a pod ${plainLabels(witness.subject, 'without labels')}` : '';
  return `${describeWitness(isUnnamed ? { ...witness, sort: 'own pods' } : witness)}${subject}`;
}
