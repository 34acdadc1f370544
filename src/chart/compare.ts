import type { Diff, When } from '../diff/types.ts';
import { push } from '../group/lists.ts';
import { ownKeys, withKeys } from './diff-pieces.ts';
import { choiceKey } from './renders.ts';
import type { ChartReport, Choice, ValuePath } from './types.ts';

/** A choice of values under which two versions of a chart were rendered. */
export type ComparedChoice = {
  readonly choice: Choice;
  /** The same as words for Helm. */
  readonly flags: readonly string[];
  /** The version that alone has such values; undefined where both do. The other one takes no notice of them. */
  readonly only?: When;
  /** What the two renders allow differently, or which of them failed and why. */
  readonly outcome: Diff | FailedSide;
};

/** A version that does not render with some values. */
export type FailedSide = { readonly failed: When | 'both'; readonly message: string };

/** What changes with some values, beyond what changes without them. */
export type ChartChange = {
  /** The fewest values that show it. */
  readonly choice: Choice;
  readonly flags: readonly string[];
  readonly only?: When;
  /** Other choices that show the same. */
  readonly others: readonly Choice[];
  readonly diff: Diff;
};

/** Choices with which a version does not render for one reason: nothing was compared there. */
export type ChartDiffFailure = FailedSide & Pick<ChartChange, 'choice' | 'flags' | 'others'>;

/** What two versions of a chart allow differently. */
export type ChartDiff = {
  readonly charts: Readonly<Record<When, ChartReport['chart']>>;
  /** Helm's version, as in 3.17.2. */
  readonly helm: string;
  readonly sweep: {
    readonly choices: number;
    readonly renders: number;
    /** Why it ended before all was tried: `400 renders`. */
    readonly stopped?: string;
    readonly seed: number;
  };
  /** That of the defaults first, then by how many values it takes. */
  readonly changes: readonly ChartChange[];
  readonly failures: readonly ChartDiffFailure[];
  /** Values that one version alone has. */
  readonly unshared: readonly { readonly path: ValuePath; readonly only: When }[];
  readonly notes: readonly string[];
};

/**
 * Tells each change once, under the fewest values that show it: what a choice shows because fewer of its values do, the defaults
 * among them, is left out, by the traffic and not by the words; what several choices show alike is one.
 */
export function compareChoices(
  compared: readonly ComparedChoice[],
): Pick<ChartDiff, 'changes' | 'failures' | 'unshared'> {
  const ordered = [...compared].sort((a, b) => a.choice.length - b.choice.length);
  const rendered = ordered.flatMap((one) => ('failed' in one.outcome ? [] : [{ ...one, diff: one.outcome }]));
  return { changes: changesOf(rendered), failures: failuresOf(ordered), unshared: unsharedOf(ordered) };
}

type Rendered = Omit<ComparedChoice, 'outcome'> & { readonly diff: Diff };

function changesOf(rendered: readonly Rendered[]): readonly ChartChange[] {
  const byChoice = new Map(rendered.map((one) => [choiceKey(one.choice), one]));
  const showing = new Map<string, number[]>();
  for (const [i, one] of rendered.entries()) {
    for (const key of ownKeys(one.diff, partsOf(one, byChoice))) push(showing, key, i);
  }
  const alike = new Map<string, { readonly all: readonly number[]; readonly keys: Set<string> }>();
  for (const [key, all] of showing) {
    const group = alike.get(all.join()) ?? { all, keys: new Set() };
    alike.set(all.join(), group);
    group.keys.add(key);
  }
  return [...alike.values()]
    .sort((a, b) => (a.all[0] ?? 0) - (b.all[0] ?? 0) || b.all.length - a.all.length)
    .flatMap(({ all: [first = 0, ...more], keys }) => {
      const one = rendered[first];
      if (one === undefined) return [];
      const { choice, flags, only, diff } = one;
      const others = more.flatMap((i) => (rendered[i] === undefined ? [] : [rendered[i].choice]));
      return [{ choice, flags, ...(only !== undefined && { only }), others, diff: withKeys(diff, keys) }];
    });
}

/** The choices that a choice holds: the base, and each that leaves one or more of its values out. */
function partsOf({ choice }: Rendered, byChoice: ReadonlyMap<string, Rendered>): readonly Diff[] {
  const parts: Choice[] = choice.length === 0 ? [] : [[]];
  if (choice.length <= MAX_VALUES) {
    for (let bits = 1; bits < 2 ** choice.length - 1; bits++) parts.push(choice.filter((_, i) => bits & (1 << i)));
  } else parts.push(...choice.map((one) => [one]));
  return parts.flatMap((part) => byChoice.get(choiceKey(part))?.diff ?? []);
}

/** More values than anybody shrinks a fault to: of those only the single ones are asked for. */
const MAX_VALUES = 6;

function failuresOf(ordered: readonly ComparedChoice[]): readonly ChartDiffFailure[] {
  const alike = new Map<string, { readonly first: ChartDiffFailure; readonly others: Choice[] }>();
  for (const { choice, flags, outcome } of ordered) {
    if (!('failed' in outcome)) continue;
    const { failed, message } = outcome;
    const group = alike.get(JSON.stringify([failed, message]));
    if (group === undefined) {
      const others: Choice[] = [];
      alike.set(JSON.stringify([failed, message]), { first: { failed, message, choice, flags, others }, others });
    } else group.others.push(choice);
  }
  return [...alike.values()].map(({ first }) => first);
}

function unsharedOf(ordered: readonly ComparedChoice[]): ChartDiff['unshared'] {
  const seen = new Map<string, ChartDiff['unshared'][number]>();
  for (const { choice, only } of ordered) {
    const [first, ...more] = choice;
    if (only === undefined || first === undefined || more.length > 0) continue;
    seen.set(JSON.stringify([only, first.path]), { path: first.path, only });
  }
  return [...seen.values()];
}
