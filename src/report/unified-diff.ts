import { type StructuredPatchHunk, structuredPatch } from 'diff';
import { clean, cleanLine } from './clean.ts';

/** A file as it is and as it is to be; `notes` say what stands in some of its old lines. */
export type FileChange = {
  readonly name: string;
  readonly before: Buffer;
  readonly after: Buffer;
  readonly notes: readonly DiffNote[];
};

/** What a hunk is about that holds this line; `above` goes above the headers of the file too. */
export type DiffNote = { readonly line: number; readonly text: string; readonly above?: string };

/** For whom a diff is: a program takes the bytes as they are, a terminal must not be told to act on them. */
export type DiffReader = { readonly isTerminal: boolean; readonly colour: boolean };

/** A unified diff that `git apply` and `patch -p1` take, byte for byte whatever the encoding; empty where nothing changed. */
export function unifiedDiff(change: FileChange, reader: DiffReader): Buffer {
  const { name, before, after, notes } = change;
  if (after.equals(before)) return Buffer.alloc(0);
  // One character a byte: what is no UTF-8 survives.
  const { hunks } = structuredPatch('', '', before.toString('latin1'), after.toString('latin1'));
  const above = [...new Set(notes.flatMap((note) => note.above ?? []))].map((text) => `# ${text}`);
  const lines = [
    ...above.map((line) => painted(asBytes(cleanLine(line)), 'quiet', reader)),
    painted(`--- ${headerName(`a/${name}`)}`, 'head', reader),
    painted(`+++ ${headerName(`b/${name}`)}`, 'head', reader),
    ...hunks.flatMap((hunk) => hunkLines(hunk, notes, reader)),
  ];
  return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
}

function hunkLines(hunk: StructuredPatchHunk, notes: readonly DiffNote[], reader: DiffReader): readonly string[] {
  const { oldStart, oldLines, newStart, newLines, lines } = hunk;
  const near = notes.filter(({ line }) => line >= oldStart && line < oldStart + oldLines);
  const about = cleanLine([...new Set(near.map(({ text }) => text))].join(', '));
  const place = `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`;
  return [
    painted(place, 'place', reader) + (about === '' ? '' : ` ${asBytes(about)}`),
    ...lines.map((line) => painted(line, KINDS[line.charAt(0)], reader)),
  ];
}

/** An empty range stands behind the line before it. */
function range(start: number, count: number): string {
  return `${count === 0 ? start - 1 : start},${count}`;
}

const KINDS: Readonly<Record<string, keyof typeof COLOURS>> = { '+': 'added', '-': 'removed', '\\': 'quiet' };

/** As git has them. */
const COLOURS = { head: '1', place: '36', added: '32', removed: '31', quiet: '2' };

function painted(line: string, kind: keyof typeof COLOURS | undefined, { isTerminal, colour }: DiffReader): string {
  const shown = isTerminal ? asBytes(clean(Buffer.from(line, 'latin1').toString())) : line;
  return colour && kind !== undefined ? `\u001b[${COLOURS[kind]}m${shown}\u001b[0m` : shown;
}

function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Git quotes names as C does, and ends one that holds a blank with a tab (git quote.c; diff.c). */
function headerName(name: string): string {
  if (/[\u0000-\u001f"\\\u007f]/.test(name)) return `"${asBytes(name).replace(/[\u0000-\u001f"\\\u007f]/g, escaped)}"`;
  return name.includes(' ') ? `${asBytes(name)}\t` : asBytes(name);
}

function escaped(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
