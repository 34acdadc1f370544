import type { Outcome } from './outcome.ts';
import { sideBySide } from './side-by-side.ts';
import type { Choice } from './types.ts';

/** How much may be rendered: calls of Helm, or milliseconds by the clock. */
export type Budget = { readonly renders: number; readonly milliseconds: number };

/** Renders choices, each once. */
export type Renders = {
  /** What comes of a choice, whatever is left of the budget. */
  readonly of: (choice: Choice) => Promise<Outcome>;
  /** What comes of many, side by side, until the budget is used up; those beyond it are left out. */
  readonly within: (choices: readonly Choice[]) => Promise<ReadonlyMap<Choice, Outcome>>;
  readonly isOver: () => boolean;
  readonly count: () => number;
  /** Tells those who wait how many renders are planned. */
  readonly expect: (planned: number) => void;
  /** How many go side by side. */
  readonly cores: number;
};

/** Who hears how far the renders have come: how many there will be at most, and of each one that is done. */
export type RenderProgress = { readonly expect: (most: number) => void; readonly done: () => void };

/** `now` are milliseconds of any clock. */
export type Rendering = {
  readonly budget: Budget;
  readonly cores: number;
  readonly now: () => number;
  readonly progress: RenderProgress;
};

/** `render` is called for at most `cores` choices at a time. */
export function rendersOf(
  render: (choice: Choice) => Promise<Outcome>,
  { budget, cores, now, progress }: Rendering,
): Renders {
  const known = new Map<string, Promise<Outcome>>();
  const end = now() + budget.milliseconds;
  let count = 0;
  const of = (choice: Choice): Promise<Outcome> => {
    const key = choiceKey(choice);
    const before = known.get(key);
    if (before !== undefined) return before;
    count += 1;
    const outcome = render(choice).finally(progress.done);
    known.set(key, outcome);
    return outcome;
  };
  const isOver = (): boolean => count >= budget.renders || now() >= end;
  return {
    of,
    isOver,
    count: () => count,
    expect: (planned) => progress.expect(Math.min(planned, budget.renders)),
    cores,
    within: async (choices) => {
      const outcomes = new Map<Choice, Outcome>();
      await sideBySide(choices, cores, async (choice) => {
        if (!isOver() || known.has(choiceKey(choice))) outcomes.set(choice, await of(choice));
      });
      return new Map(
        choices.flatMap((choice) => {
          const outcome = outcomes.get(choice);
          return outcome === undefined ? [] : [[choice, outcome] as const];
        }),
      );
    },
  };
}

/** The order in which values are given changes nothing. */
export function choiceKey(choice: Choice): string {
  return JSON.stringify(choice.map(({ path, value }) => JSON.stringify([path, value])).sort());
}
