import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Pace } from './measure.ts';
import { type Case, type Growth, type Row, rowOf } from './row.ts';
import type { Command, Runner } from './run.ts';
import type { Versus } from './versus.ts';

/** What all sections share: the folder of scraps, how children are run, and for how long. */
export type Bench = {
  readonly folder: string;
  readonly runner: Runner;
  readonly pace: Pace;
  readonly quick: boolean;
  /** The folder of real manifests, where NETPOLISH_SHARED has one. */
  readonly corpus: string | undefined;
};

/** One line, or one table, of what a section found; `note` says what was left out and why. */
export type Entry = Row | Growth | Versus | { readonly kind: 'note'; readonly section: string; readonly text: string };

/** A part of the bench that `--only` can ask for. */
export type Section = {
  readonly name: string;
  readonly about: string;
  readonly entries: (bench: Bench) => AsyncGenerator<Entry>;
};

const BIN = resolve('dist/netpolish.cjs');

/** Bare Node: what every ratio is to. */
export const BARE: Command = { argv: [process.execPath, '-e', '0'] };

/** netpolish with these arguments, and a stream on standard input where there is one. */
export function netpolish(args: readonly string[], input?: string, env?: Command['env']): Command {
  return { argv: [process.execPath, BIN, ...args], ...(input !== undefined && { input }), ...(env && { env }) };
}

/** As Helm calls it, but for faults that would stop the release. */
export function postRender(input: string, env?: Command['env']): Command {
  return netpolish(['post-render', '--fail-on', 'never'], input, env);
}

/** Measures one case at the bench's pace. */
export function row(bench: Bench, section: string, wanted: Case): Promise<Row> {
  return rowOf(section, wanted, BARE, bench.pace, bench.runner);
}

/** Writes a file among the scraps and gives its path. */
export function scrap(bench: Bench, name: string, text: string): string {
  const path = join(bench.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Removes a scrap, or a folder of them: streams are large. */
export function discard(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
