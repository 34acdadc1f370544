import type { Host } from './hosts.ts';

/** Our report as a Helm showed it to its user, without what Helm puts around it. */
export type Report = {
  readonly text: string;
  readonly lines: readonly string[];
  /** The first lines of YAML it quotes: their number, their text, and what the caret stands under. */
  readonly excerpt: { readonly line: number; readonly text: string; readonly underlined: string };
};

/**
 * Takes our report out of what Helm printed: Helm 3 shows the standard error of a post-renderer, Helm 4 a document that
 * is no mapping (and then as a block scalar, if its lines are still lines). Throws when none is there.
 */
export const reportOf = (host: Host, stderr: string): Report => {
  const [, shown] = FRAMES[host.major].exec(stderr) ?? [];
  if (shown === undefined) throw new Error(`${host.name} shows no report of ours:\n${stderr}`);
  const lines = shown.split('\n').map((line) => (host.major === 4 ? line.replace(/^ {2}/, '') : line));
  return { text: lines.join('\n'), lines, excerpt: excerptOf(lines) };
};

const FRAMES: Readonly<Record<Host['major'], RegExp>> = {
  3: /post render on files: error while running command \S+\. error output:\n([\s\S]*?)\n: exit status \d+\n/,
  4: /post rendered output: error parsing YAML: wrong node kind: .* node contents:\n\|2?-\n([\s\S]*?)\s*(?:\nUse --debug flag .*\s*)?$/,
};

const excerptOf = (lines: readonly string[]): Report['excerpt'] => {
  const at = lines.findIndex((line) => /^ *\d+ \| /.test(line));
  const [, line = '0', text = ''] = /^ *(\d+) \| (.*)$/.exec(lines[at] ?? '') ?? [];
  const [, blanks = '', carets = ''] = /^ *\| ( *)(\^+)/.exec(lines[at + 1] ?? '') ?? [];
  return { line: Number(line), text, underlined: text.slice(blanks.length, blanks.length + carets.length) };
};
