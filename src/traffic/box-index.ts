import { push } from '../group/lists.ts';
import type { Box, Sort } from './box.ts';
import type { PortSet } from './ports.ts';
import { countLabels, rarestLabel } from './rarest.ts';
import { type Spans, spansNear, spansOf } from './spans.ts';
import { ANY_VALUE, has, isNoValue } from './values.ts';

/** Boxes so kept that those which matter to another are found without asking each of them. */
export type BoxIndex<B extends Box = Box> = {
  /** Boxes that no label holds to one value, by their sort. */
  readonly loose: ReadonlyMap<Sort, Loose<B>>;
  /** The others, by the label that the fewest share, and its one value. */
  readonly fixed: ReadonlyMap<string, ReadonlyMap<string, readonly B[]>>;
  /** For each label of these the values that some box leaves out of all the others. */
  readonly leftOut: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Boxes of one sort: by the numbers of their ports, those of named ports, and by addresses where the sort has any. */
type Loose<B> = {
  readonly byPort: Spans<B, number>;
  readonly named: readonly B[];
  readonly byAddress: Spans<B, bigint> | undefined;
};

/** Makes boxes ready to be looked up. */
export function indexOf<B extends Box>(boxes: readonly B[]): BoxIndex<B> {
  const { counts, leftOut } = statistics(boxes);
  const loose = new Map<Sort, B[]>();
  const fixed = new Map<string, Map<string, B[]>>();
  for (const box of boxes) {
    const rarest = rarestLabel(box.labels, counts);
    if (rarest === undefined) push(loose, box.sort, box);
    else {
      const byValue = fixed.get(rarest[0]) ?? new Map<string, B[]>();
      fixed.set(rarest[0], byValue);
      push(byValue, rarest[1], box);
    }
  }
  for (const name of leftOut.keys()) if (!fixed.has(name)) leftOut.delete(name);
  return { loose: new Map([...loose].map(([sort, own]) => [sort, looseOf(sort, own)])), fixed, leftOut };
}

function looseOf<B extends Box>(sort: Sort, boxes: readonly B[]): Loose<B> {
  const isAddress = sort === 'IPv4' || sort === 'IPv6';
  return {
    byPort: spansOf(boxes, ({ ports }) => ports.numbers),
    named: boxes.filter(({ ports }) => hasNames(ports)),
    byAddress: isAddress ? spansOf(boxes, ({ addresses }) => addresses) : undefined,
  };
}

/**
 * The boxes that matter to whether a box is covered. Of those that fix no label, those of other ports or addresses do not. Those that
 * fix a label to one value are left aside where the box allows values without end for it: whoever takes in all the others takes in
 * that one too, unless he leaves it out by name.
 */
export function boxesNear<B extends Box>(box: Box, { loose, fixed, leftOut }: BoxIndex<B>): readonly B[] {
  const found = looseNear(box, loose.get(box.sort));
  for (const name of new Set([...box.labels.keys(), ...leftOut.keys()])) {
    const byValue = fixed.get(name);
    if (byValue === undefined) continue;
    const states = box.labels.get(name) ?? ANY_VALUE;
    const values = states.in ? states.values : (leftOut.get(name) ?? []);
    for (const value of values) if (has(states, value)) for (const one of byValue.get(value) ?? []) found.push(one);
  }
  return found;
}

/** By ports or by addresses, as fewer are found. */
function looseNear<B extends Box>({ ports, addresses }: Box, loose: Loose<B> | undefined): B[] {
  if (loose === undefined) return [];
  const numbered = spansNear(loose.byPort, ports.numbers);
  const byPort = hasNames(ports) ? [...new Set([...numbered, ...loose.named])] : [...numbered];
  if (loose.byAddress === undefined) return byPort;
  const byAddress = spansNear(loose.byAddress, addresses, byPort.length);
  return byAddress.length < byPort.length ? [...byAddress] : byPort;
}

function hasNames({ names }: PortSet): boolean {
  return !names.every(isNoValue);
}

type Statistics = {
  readonly counts: ReadonlyMap<string, number>;
  readonly leftOut: Map<string, ReadonlySet<string>>;
};

function statistics(boxes: readonly Box[]): Statistics {
  const leftOut = new Map<string, Set<string>>();
  for (const { labels } of boxes) {
    for (const [name, states] of labels) {
      if (states.in) continue;
      const values = leftOut.get(name) ?? new Set<string>();
      for (const one of states.values) values.add(one);
      leftOut.set(name, values);
    }
  }
  return { counts: countLabels(boxes.map(({ labels }) => labels)), leftOut };
}
