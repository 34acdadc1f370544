import type { Way } from './exit-code.ts';
import type { ShellCommand } from './shell.ts';

const KNOWN = new Set([
  '',
  'true',
  ':',
  '/bin/true',
  '/usr/bin/true',
  'echo',
  'printf',
  'false',
  'exit',
  'return',
  'set',
]);
const KEEPING = new Set(['local', 'declare', 'typeset', 'readonly']);
/** What a shell asks and only it can answer. */
const ASKING = new Set(['test', '[', '[[', 'wait', 'let', 'expr']);

/** Whether a command is one of the shell's own whose exit code is known, or known to be open. */
export function isBuiltin({ words: [name = ''] }: ShellCommand): boolean {
  return KNOWN.has(name) || KEEPING.has(name) || ASKING.has(name);
}

/** What a command of the shell's own does to a way. */
export function runBuiltin(command: ShellCommand, way: Way): readonly Way[] {
  const [name = '', ...rest] = command.words;
  const well = { ...way, failed: false };
  if (ASKING.has(name)) return name === 'wait' && rest.length === 0 ? [well] : [well, { ...way, failed: true }];
  if (name === 'false') return [{ ...way, failed: true }];
  if (name === 'exit' || name === 'return') return codes(rest[0], way).map((failed) => ({ ...way, failed, end: name }));
  if (name === 'set') return [{ ...well, ...optionsOf(rest) }];
  if (name === '') return [{ ...well, kept: keeping(way, Object.entries(command.variables)) }];
  if (!KEEPING.has(name)) return [well];
  const pairs = rest.flatMap((word) => {
    const at = word.indexOf('=');
    return at === -1 ? [] : [[word.slice(0, at), word.slice(at + 1)] as const];
  });
  return [{ ...well, kept: keeping(way, pairs) }];
}

/** Whether an exit code is a failure: of a number, of `$?`, of a variable that keeps one; either where nobody knows. */
function codes(word: string | undefined, { failed, kept }: Way): readonly boolean[] {
  if (word === undefined || word === '$?') return [failed];
  if (/^\d+$/.test(word)) return [Number(word) % 256 !== 0];
  const [, name = ''] = /^\$\{?(\w+)\}?$/.exec(word) ?? [];
  return kept.includes(name) ? [true] : [false, true];
}

function keeping({ kept, failed }: Way, pairs: readonly (readonly [string, string])[]): readonly string[] {
  const names = new Set(kept);
  for (const [name, value] of pairs) {
    const isFailure = value === '$?' ? failed : /^[1-9]\d*$/.test(value);
    if (isFailure) names.add(name);
    else names.delete(name);
  }
  return [...names].sort();
}

/** What `set` says of `-e` and `pipefail`. */
function optionsOf(words: readonly string[]): Partial<Pick<Way, 'errexit' | 'pipefail'>> {
  const options: { errexit?: boolean; pipefail?: boolean } = {};
  words.forEach((word, at) => {
    const isOn = word.startsWith('-');
    if (/^[-+]\w*e/.test(word)) options.errexit = isOn;
    if (!/^[-+]\w*o$/.test(word)) return;
    if (words[at + 1] === 'errexit') options.errexit = isOn;
    if (words[at + 1] === 'pipefail') options.pipefail = isOn;
  });
  return options;
}
