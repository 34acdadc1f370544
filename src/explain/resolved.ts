import { isInside, joined } from '../traffic/intervals.ts';
import { ALL_PORTS, namesOf, numbersOf, numeric, type PortSet, PROTOCOLS, SPAN } from '../traffic/ports.ts';
import { has, isNoValue } from '../traffic/values.ts';
import type { End } from './end.ts';

/** Ports that are allowed for certain, and those that may be. The first are always among the second. */
export type Answer = { readonly sure: PortSet; readonly possible: PortSet };

/** Every port, for certain. */
export const EVERYTHING: Answer = { sure: ALL_PORTS, possible: ALL_PORTS };

/**
 * Ports as numbers of one destination: a name is what its containers declare under it for the same protocol, and nothing
 * where they declare none; an address has no names (semantics 6). Of pods that nobody knows, a name may be any number.
 */
export function resolved({ sure, possible }: Answer, destination: End): Answer {
  if (sure === ALL_PORTS) return WHOLE;
  return { sure: resolve(sure, destination, false), possible: resolve(possible, destination, true) };
}

const WHOLE: Answer = { sure: numeric(ALL_PORTS.numbers), possible: numeric(ALL_PORTS.numbers) };

function resolve(ports: PortSet, destination: End, isGenerous: boolean): PortSet {
  const found = PROTOCOLS.flatMap((protocol, i) => {
    const names = namesOf(ports, protocol);
    if (destination.kind === 'addresses' || isNoValue(names) || isWhole(ports, i)) return [];
    const base = i * SPAN;
    if (destination.ports === undefined) return isGenerous ? [[base + 1, base + SPAN] as const] : [];
    return destination.ports
      .filter((port) => port.protocol === protocol && port.name !== '' && has(names, port.name))
      .map(({ port }) => [base + port, base + port + 1] as const);
  });
  return numeric(joined([...ports.numbers, ...found]));
}

function isWhole(ports: PortSet, protocol: number): boolean {
  const name = PROTOCOLS[protocol];
  return name !== undefined && isInside([[1, SPAN]], numbersOf(ports, name));
}
