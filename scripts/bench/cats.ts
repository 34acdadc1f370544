import { type Bench, scrap } from './bench.ts';
import type { Command } from './run.ts';

const PIPE = 'process.stdin.pipe(process.stdout);\n';

// Blocking reads and writes of what a pipe holds: the least that Node can do to pass a stream on.
const FAST = `const fs = require('node:fs');
const buffer = Buffer.allocUnsafe(65536);
for (let read; (read = fs.readSync(0, buffer)) > 0; ) {
  for (let written = 0; written < read; ) written += fs.writeSync(1, buffer, written, read - written);
}
`;

// Nothing may be printed before all is judged, so this one is the floor of a tool that keeps its promise.
const WHOLE = `const fs = require('node:fs');
const whole = fs.readFileSync(0);
for (let written = 0; written < whole.length; ) written += fs.writeSync(1, whole, written, whole.length - written);
`;

/** Three cats in Node: with streams, with blocking calls, and one that reads all before it writes. */
export function cats(bench: Bench, input: string): Readonly<Record<'cat' | 'fastCat' | 'wholeCat', Command>> {
  const cat = (name: string, code: string): Command => ({ argv: [process.execPath, scrap(bench, name, code)], input });
  return {
    cat: cat('cat.cjs', PIPE),
    fastCat: cat('fast-cat.cjs', FAST),
    wholeCat: cat('whole-cat.cjs', WHOLE),
  };
}
