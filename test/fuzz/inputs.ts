/** What the laws are tried on: from a grammar, from the streams of the other laws, and what mutations make of them and of real manifests. */
import fc from 'fast-check';
import { streamArbitrary } from '../laws/streams.ts';
import { type Dice, diceOf } from './dice.ts';
import { render, resourceList, stream } from './grammar.ts';
import { mutated } from './mutate.ts';
import { SEEDS } from './seeds.ts';

/** An input, and the seed of what else a law leaves to chance: flags, formats. */
export type Case = { readonly bytes: Buffer; readonly twist: number };

/** Streams of every kind, a third of them without a mutation. */
export const STREAMS: fc.Arbitrary<Case> = cases(
  { weight: 4, arbitrary: drawn(stream) },
  { weight: 2, arbitrary: drawn(render) },
  { weight: 1, arbitrary: streamArbitrary },
  { weight: 4, arbitrary: drawn((dice) => mutated(stream(dice), dice, () => stream(dice))) },
  { weight: 3, arbitrary: drawn((dice) => mutated(render(dice), dice, () => dice.pick(SEEDS))) },
  { weight: 5, arbitrary: drawn((dice) => mutated(dice.pick(SEEDS), dice, () => dice.pick(SEEDS))) },
);

/** Whole documents between plain markers, as renderers write them. */
export const RENDERS: fc.Arbitrary<Case> = cases({ weight: 1, arbitrary: drawn(render) });

/** ResourceLists, half of them damaged. */
export const RESOURCE_LISTS: fc.Arbitrary<Case> = cases(
  { weight: 1, arbitrary: drawn(resourceList) },
  { weight: 1, arbitrary: drawn((dice) => mutated(resourceList(dice), dice, () => resourceList(dice))) },
);

function cases(...bytes: readonly fc.WeightedArbitrary<Buffer>[]): fc.Arbitrary<Case> {
  // What breaks a law is made smaller byte by byte (shrink.ts), whatever it came from.
  return fc.noShrink(fc.record({ bytes: fc.oneof(...bytes), twist: fc.nat(0x7fffffff) }));
}

function drawn(make: (dice: Dice) => Buffer): fc.Arbitrary<Buffer> {
  return fc.nat(0x7fffffff).map((seed) => make(diceOf(seed)));
}
