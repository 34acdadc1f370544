import { type Chart, textOf } from '../../chart/chart.ts';
import { brokenSpot, type Located, locator, type Spot } from '../../chart/locate.ts';
import { type Marked, markerFor, type Unmarked } from '../../chart/marks.ts';
import { isFailed, type Outcome } from '../../chart/outcome.ts';
import { choiceKey } from '../../chart/renders.ts';
import type { Choice } from '../../chart/types.ts';
import type { Stage } from './stage.ts';

/** Finds places of renders in templates, by copies of the chart whose templates are marked. */
export type Places = {
  /** Places of one render serve all that printed the same; `exact` asks for those of this very choice. */
  readonly of: (choice: Choice, plain: Outcome, exact?: boolean) => Promise<Located | undefined>;
  /** Where a template printed what is no YAML, `at` being the line of what it printed. */
  readonly ofBroken: (choice: Choice, at: { template: string; line: number }) => Promise<Spot | undefined>;
};

/**
 * `attempts` are the files and helpers to mark, the most telling first: the first whose render proves equal is trusted, for each
 * choice anew.
 */
export function placesIn(
  { chart, folder: itself, scratch: { add }, render }: Pick<Stage, 'chart' | 'folder' | 'scratch' | 'render'>,
  attempts: readonly (readonly Marked[])[],
): Places {
  const texts = [...chart.files.values()].map(({ bytes }) => bytes.toString('latin1'));
  const copies = attempts.map((marked) => ({
    misses: 0,
    make: once(() => copyOf(chart, marked, markerFor(texts), add)),
  }));
  const fileText = (file: string): string => textOf(chart, file);
  const byChoice = new Map<string, Promise<Located | undefined>>();
  const byRender = new Map<Outcome, Promise<Located | undefined>>();
  const look = async (choice: Choice, plain: Outcome): Promise<Located | undefined> => {
    if (isFailed(plain)) return undefined;
    for (const copy of copies) {
      if (copy.misses >= MISSES) continue;
      const { folder, strip } = copy.make();
      const { code, stdout } = await render(folder, choice);
      const found = code === 0 ? locator(plain.bytes, strip(stdout), fileText) : undefined;
      copy.misses = found === undefined ? copy.misses + 1 : 0;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    of: (choice, plain, exact = false) => {
      const key = choiceKey(choice);
      const found = byChoice.get(key) ?? (exact ? undefined : byRender.get(plain)) ?? look(choice, plain);
      if (!byChoice.has(key) && (exact || !byRender.has(plain))) byChoice.set(key, found);
      if (!byRender.has(plain)) byRender.set(plain, found);
      return found;
    },
    ofBroken: async (choice, at) => {
      const plain = await render(itself, choice, ['--debug']);
      for (const { make } of copies) {
        const { folder, strip } = make();
        const { stdout } = await render(folder, choice, ['--debug']);
        const found = brokenSpot(plain.stdout, strip(stdout), at, fileText);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** Marks that were wrong so often in a row are not tried again. */
const MISSES = 3;

type MarkedCopy = { readonly folder: string; readonly strip: (render: string) => Unmarked };

function copyOf(
  chart: Chart,
  marked: readonly Marked[],
  { mark, strip }: ReturnType<typeof markerFor>,
  add: Stage['scratch']['add'],
): MarkedCopy {
  const texts = new Map(marked.map((template) => [template.file, mark(template)]));
  const folder = add(
    [...chart.files.values()].map(({ path, bytes }) => {
      const text = texts.get(path);
      return { path, bytes: text === undefined ? bytes : Buffer.from(text) };
    }),
  );
  return { folder, strip };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
