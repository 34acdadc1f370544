import { linesOf } from '../manifest/lines.ts';
import { flagged, shebang } from './shells.ts';
import type { Snippet } from './snippets.ts';
import type { Unheard } from './types.ts';
import type { Started } from './unheard.ts';

/**
 * The shell texts of a file that is no YAML: a script as a whole; of a Makefile or justfile every line, as each is a shell of its own and
 * a leading `-` forgives it; a Jenkinsfile and its like as text of a language that is not read.
 */
export function plainSnippets(path: string, text: string): readonly Snippet[] {
  if (/(^|\/)(GNUm|M|m)akefile$|\.mk$/.test(path)) return makeSnippets(path, text);
  if (/(^|\/)[jJ]ustfile$|\.just$/.test(path)) return recipes(path, text, /^(?:[ \t]+\S.*(?:\n|$)|[ \t]*\n)+/gm, false);
  const whole = { file: path, text, lineOf: (line: number) => line + 1, variables: {} };
  if (!/(^|\/)(Jenkinsfile|Earthfile|Dockerfile)$/.test(path)) return [{ ...whole, started: shebang(text) }];
  const started = { errexit: true, pipefail: false };
  return [{ ...whole, started, isForeign: true, around: () => caughtIn(text) }];
}

/** Steps of Jenkins that go on where what is in them fails. */
function caughtIn(text: string): Unheard | undefined {
  const [word] = /\b(catchError|warnError|returnStatus|try)\b/.exec(text) ?? [];
  if (word === undefined) return undefined;
  return {
    verdict: 'untried',
    saw: `\`${word}\` is in this file: only Groovy can tell whether it lets the build go on`,
  };
}

function makeSnippets(path: string, text: string): readonly Snippet[] {
  const [, flags = '-c'] = /^\.SHELLFLAGS\s*[:?+]*=\s*(.*)$/m.exec(text) ?? [];
  const started = flagged(flags.trim().split(/\s+/));
  const isOne = /^\.ONESHELL:/m.test(text);
  const all = recipes(path, text, /^(?:\t.*(?:\n|$))+/gm, isOne, started).map((snippet) => ({
    ...snippet,
    text: snippet.text.replaceAll('$$', '$'),
  }));
  if (!/^\.IGNORE:\s*$/m.test(text)) return all;
  const lost = { verdict: 'broken', saw: '`.IGNORE` makes make go on' } as const;
  return all.map((snippet) => ({ ...snippet, lost }));
}

const NO_FLAGS: Started = { errexit: false, pipefail: false };

/** The lines of recipes, or whole recipes where one shell runs them (`isOne`, or a first line `#!`). */
function recipes(path: string, text: string, blocks: RegExp, isOne: boolean, started = NO_FLAGS): readonly Snippet[] {
  const { place } = linesOf(text);
  return [...text.matchAll(blocks)].flatMap((block) => {
    const base = place(block.index).line;
    const snippet = { file: path, variables: {} };
    const plain = block[0].replace(/^[ \t]+/gm, '');
    if (isOne || /^\s*#!/.test(plain)) {
      const own = isOne ? started : shebang(plain.trimStart());
      return [{ ...snippet, text: plain.replace(/^[@+-]+/, ''), lineOf: (line) => base + line, started: own }];
    }
    const lines = linesOf(block[0]);
    return [...block[0].matchAll(/^[ \t]+([@+-]*)((?:.*\\\n)*.*)$/gm)].map((match): Snippet => {
      const first = base + lines.place(match.index).line - 1;
      const lost = (match[1] ?? '').includes('-') && { lost: FORGIVEN };
      return { ...snippet, text: match[2] ?? '', lineOf: (line) => first + line, started, ...lost };
    });
  });
}

const FORGIVEN = { verdict: 'broken', saw: 'the `-` before it makes make go on' } as const;
