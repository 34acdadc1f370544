import type { Addresses } from '../traffic/addresses.ts';
import type { Box } from '../traffic/box.ts';
import { boxKey } from '../traffic/coverage.ts';
import { joined } from '../traffic/intervals.ts';
import { NO_PORTS, unitePorts } from '../traffic/ports.ts';
import { ANY_VALUE, uniteValues } from '../traffic/values.ts';

/**
 * The same connections in fewer boxes, as far as two that differ in one thing alone can be one: in ports, in addresses, or
 * in what they ask of one label. Exact. Boxes that do not overlap still do not. Past the effort they stay as many as they are.
 */
export function united(boxes: readonly Box[], effort: Effort): readonly Box[] {
  let now = boxes;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = now.length;
    now = byPorts(byAddresses(now));
    for (const name of axesOf(now)) {
      effort.left -= now.length + now.reduce((sum, { labels }) => sum + labels.size, 0);
      if (effort.left < 0) return now;
      now = byLabel(now, name);
    }
    if (now.length === before || now.length === 1) break;
  }
  return now;
}

/** How many labels may still be looked at to make boxes fewer: with dozens of keys it is never worth the wait. */
export type Effort = { left: number };

/** Some seconds' worth for a whole diff. */
export const EFFORT: number = 1_000_000;

/** More would only be prettier. */
const MAX_ROUNDS = 8;

/** The labels of which the boxes do not all ask the same: along any other no two of them could be one. */
function axesOf(boxes: readonly Box[]): readonly string[] {
  const [first, ...others] = boxes;
  if (first === undefined || others.length === 0) return [];
  const names = new Set(boxes.flatMap(({ labels }) => [...labels.keys()]));
  return [...names].filter((name) => others.some(({ labels }) => labels.get(name) !== first.labels.get(name))).sort();
}

function byPorts(boxes: readonly Box[]): readonly Box[] {
  return alike(boxes, boxKey, (a, b) => ({ ...a, ports: unitePorts(a.ports, b.ports) }));
}

function byAddresses(boxes: readonly Box[]): readonly Box[] {
  const key = (box: Box): string => `${boxKey({ ...box, addresses: [] })} ${portsKey(box)}`;
  return alike(boxes, key, (a, b) => ({ ...a, addresses: both(a.addresses, b.addresses) }));
}

function byLabel(boxes: readonly Box[], name: string): readonly Box[] {
  const key = (box: Box): string => {
    const labels = new Map(box.labels);
    labels.delete(name);
    return `${boxKey({ ...box, labels })} ${portsKey(box)}`;
  };
  return alike(boxes, key, (a, b) => {
    const states = uniteValues(a.labels.get(name) ?? ANY_VALUE, b.labels.get(name) ?? ANY_VALUE);
    const labels = new Map(a.labels);
    if (!states.in && states.values.size === 0) labels.delete(name);
    else labels.set(name, states);
    return { ...a, labels };
  });
}

function alike(boxes: readonly Box[], keyOf: (box: Box) => string, unite: (a: Box, b: Box) => Box): readonly Box[] {
  if (boxes.length < 2) return boxes;
  const byKey = new Map<string, Box>();
  for (const box of boxes) {
    const key = keyOf(box);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? box : unite(known, box));
  }
  return [...byKey.values()];
}

/** Equal keys: the same ports. */
export function portsKey({ ports = NO_PORTS }: Pick<Box, 'ports'>): string {
  const names = ports.names.map(({ in: isIn, values }) => [isIn, ...[...values].sort()]);
  return JSON.stringify([ports.numbers, names]);
}

function both(a: Addresses, b: Addresses): Addresses {
  return joined([...a, ...b]);
}
