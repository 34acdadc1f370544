import type { Mutant } from './instrument.ts';

/**
 * Why faults may survive, file by file: a reason, and those that it is about as `function: own text -> planted text`. What ends
 * with `*` is about all that begin so: for code that only saves time, where many faults have one answer.
 */
export type Answers = Readonly<
  Record<string, readonly { readonly why: string; readonly mutants: readonly string[] }[]>
>;

/** What became of a fault. `unreached`: no test comes by. */
export type Fate = 'killed' | 'stopped' | 'survived' | 'unreached';

/** A fault and what became of it. */
export type Judged = { readonly mutant: Mutant; readonly fate: Fate };

/** How a fault is called in the answers. */
export function nameOf({ within, name }: Mutant): string {
  return `${within}: ${name}`;
}

/** Faults that survive without an answer, and answers about no fault of these that survives, as `file function: own -> planted`. */
export function compare(
  judged: readonly Judged[],
  answers: Answers,
): { readonly unanswered: readonly Judged[]; readonly stale: readonly string[] } {
  const alive = judged.filter(({ fate }) => fate === 'survived' || fate === 'unreached');
  const files = new Set(judged.map(({ mutant }) => mutant.file));
  const given = Object.entries(answers).flatMap(([file, list]) =>
    files.has(file) ? list.flatMap(({ mutants }) => mutants.map((name) => ({ file, name }))) : [],
  );
  const isAbout = ({ file, name }: (typeof given)[number], { mutant }: Judged): boolean =>
    file === mutant.file &&
    (name.endsWith('*') ? nameOf(mutant).startsWith(name.slice(0, -1)) : name === nameOf(mutant));
  return {
    unanswered: alive.filter((one) => !given.some((answer) => isAbout(answer, one))),
    stale: given
      .filter((answer) => !alive.some((one) => isAbout(answer, one)))
      .map(({ file, name }) => `${file} ${name}`),
  };
}

/** One row a file, and one for all: how many faults, and what became of them. */
export function table(judged: readonly Judged[]): string {
  const files = [...new Set(judged.map(({ mutant }) => mutant.file))];
  const rows = [
    ...files.map((file) =>
      rowOf(
        file,
        judged.filter(({ mutant }) => mutant.file === file),
      ),
    ),
    rowOf('all', judged),
  ];
  return [['', 'faults', 'killed', 'stopped', 'survived', 'unreached', ''], ...rows]
    .map(([name = '', ...cells]) => `${name.padEnd(34)}${cells.map((cell) => cell.padStart(10)).join('')}`.trimEnd())
    .join('\n');
}

function rowOf(name: string, judged: readonly Judged[]): readonly string[] {
  const fates: readonly Fate[] = ['killed', 'stopped', 'survived', 'unreached'];
  const counts = fates.map((fate) => judged.filter((one) => one.fate === fate).length);
  const [killed = 0, stopped = 0] = counts;
  return [
    name,
    String(judged.length),
    ...counts.map(String),
    `${((100 * (killed + stopped)) / judged.length).toFixed(1)} %`,
  ];
}
