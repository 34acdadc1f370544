import type { ValuePath } from '../types.ts';
import type { Abstract, Literal } from './abstract.ts';
import type { ParsedChart, ParsedFile } from './defines.ts';
import { membersOf } from './functions.ts';
import { lineAt, lineStarts } from './places.ts';
import type { ReadUse, ValueRead } from './read.ts';
import { type KeysAt, yamlKeys } from './yaml-keys.ts';

/** One look at a chart. */
export type Run = {
  readonly chart: ParsedChart;
  /** By name of the template and its dot. */
  readonly memo: Map<string, Called>;
  readonly places: Map<ParsedFile, Places>;
  work: number;
  /** Something is missing in what was found. */
  isCut: boolean;
};

/** What a call reads; `printed` is what it is the YAML of, where it prints that. */
export type Called = { readonly reads: readonly ValueRead[]; readonly printed: Abstract };

type Places = { readonly keysAt: KeysAt; readonly lines: readonly number[] };

/** Variables of a control, and those around it. */
export type Scope = { readonly names: Map<string, Abstract>; readonly outer: Scope | undefined };

/** A template while it runs. */
export type Frame = {
  readonly run: Run;
  readonly file: ParsedFile;
  readonly dot: Abstract;
  readonly scope: Scope;
  readonly reads: Map<string, ValueRead>;
  /** What is printed as YAML. */
  readonly printed: Abstract[];
  readonly depth: number;
  /** Calls a template by what is known of its name. */
  readonly include: (frame: Frame, names: Abstract, dot: Abstract, offset: number) => Abstract;
  /** What `nindent` of the action says. */
  indent: number | undefined;
};

/** More work than any chart asks for: templates written to take for ever are left where they are. */
const MOST_WORK = 400_000;

/** Counts a piece of work; false where there was enough. */
export function spend(run: Run, work = 1): boolean {
  run.work += work;
  run.isCut ||= run.work > MOST_WORK;
  return run.work <= MOST_WORK;
}

/** Records a read, once. */
export function record(frame: Frame, read: ValueRead): void {
  if (!spend(frame.run)) return;
  const { path, use, template, offset, yamlKey, comparedWith } = read;
  const key = JSON.stringify([path, use, template, offset, yamlKey, comparedWith]);
  if (!frame.reads.has(key)) frame.reads.set(key, read);
}

/** Records the reads of what a value comes of. */
export function tell(frame: Frame, value: Abstract, use: ReadUse, offset: number, comparedWith?: Literal): void {
  const sources = sourcesOf(frame.run, use === 'print' ? membersOf(value) : [value], use);
  if (sources.length === 0) return;
  const yamlKey = keysAt(frame, offset);
  const line = lineAt(placesOf(frame).lines, offset);
  const place = {
    template: frame.file.name,
    offset,
    line,
    yamlKey,
    ...(comparedWith !== undefined && { comparedWith }),
  };
  for (const source of sources) record(frame, { ...source, ...place });
}

type Source = { readonly path: ValuePath; readonly use: ReadUse };

function sourcesOf(run: Run, values: readonly Abstract[], use: ReadUse): readonly Source[] {
  return values.flatMap((value): readonly Source[] => {
    if (value.kind === 'values') return value.path.length > 0 ? [{ path: value.path, use }] : [];
    if (value.kind === 'any') {
      run.isCut ||= value.isCut === true;
      return sourcesOf(run, value.of, use);
    }
    if (value.kind !== 'made' || (value.isTold && use === 'print')) return [];
    return value.origins.map((path) => ({ path, use: use === 'print' ? (value.via ?? use) : use }));
  });
}

/** The YAML keys around a place. */
export function keysAt(frame: Frame, offset: number): readonly string[] {
  return placesOf(frame).keysAt(offset, frame.indent);
}

function placesOf({ run, file }: Frame): Places {
  const known = run.places.get(file);
  if (known !== undefined) return known;
  const places = { keysAt: yamlKeys(file.tree), lines: lineStarts(file.text) };
  run.places.set(file, places);
  return places;
}
