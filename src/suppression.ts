/** An entry that lets findings pass, from `--ignore`, NETPOLISH_IGNORE or a configuration. */
export type Ignore = {
  /** The id of a check, or `*`. */
  readonly check: string;
  /** The name of the policy; `*` in it stands for any characters, as in the two below. */
  readonly policy?: string;
  readonly namespace?: string;
  /** The template that rendered it (`# Source:`), or the file that holds it. */
  readonly source?: string;
  readonly reason?: string;
  /** The last day on which it holds, as `2026-12-31`. */
  readonly until?: string;
  readonly by: 'option' | 'configuration';
  /** Where it was said, as people are told: `--ignore`, `netpolish.yaml:12`. */
  readonly from: string;
};

/** Why a finding does not block. */
export type Suppression = {
  /**
   * Who said so: an annotation of the policy, a comment above the line, a configuration file, an option or the environment,
   * the list of what was there when netpolish came (`--baseline`), or the manifest that it replaces (`--since`).
   */
  readonly by: 'annotation' | 'comment' | 'configuration' | 'option' | 'baseline' | 'since';
  readonly reason?: string;
  readonly until?: string;
};

/** Which ignores of the input count: all of them, those of the checks that are listed, or none. */
export type InlineIgnores = 'all' | 'listed' | 'none';

/** The annotation by which an object says what it lets pass: `check-id: reason; other-id: reason`. */
export const IGNORE_ANNOTATION = 'netpolish.dev/ignore';

/** What a comment begins with that lets a finding of the next line pass: `# netpolish-ignore check-id reason`. */
export const IGNORE_COMMENT = 'netpolish-ignore';

/** What an annotation or a comment says; '' where it leaves a part out. */
export type Said = { readonly check: string; readonly reason: string };

/**
 * Reads the text of the annotation. A semicolon or a new line begins another entry where the id of a check follows, and
 * every id has a hyphen; anything else belongs to the reason before it.
 */
export function readIgnoreAnnotation(text: string): readonly Said[] {
  const entries: Said[] = [];
  for (const piece of text.split(/[;\n]/, MAX_ENTRIES).map((part) => part.trim())) {
    if (piece === '') continue;
    const [, id, reason = ''] = /^([\w.]+(?:-[\w.]+)+|\*)\s*(?::\s*([\s\S]*))?$/.exec(piece) ?? [];
    const last = entries.at(-1);
    if (id !== undefined) entries.push({ check: id, reason });
    else if (last !== undefined && last.reason !== '')
      entries[entries.length - 1] = { ...last, reason: `${last.reason}; ${piece}` };
    else entries.push(withColon(piece));
  }
  return entries.map(shortened);
}

/** More than there are checks, and less than what somebody writes to keep us busy. */
const MAX_ENTRIES = 200;
const MAX_REASON = 500;

/** A reason is told with each finding that it lets pass. */
function shortened({ check, reason }: Said): Said {
  return { check, reason: reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…` : reason };
}

/** No id, but somebody took it for one. */
function withColon(piece: string): Said {
  const at = piece.indexOf(':');
  return at === -1 ? { check: piece, reason: '' } : { check: piece.slice(0, at), reason: piece.slice(at + 1).trim() };
}

/** Reads a comment, from its `#` on; undefined where it says nothing to us. */
export function readIgnoreComment(comment: string): Said | undefined {
  const [, said] = /^#+\s*netpolish-ignore(?![\w-]):?\s*([\s\S]*)$/.exec(comment) ?? [];
  if (said === undefined) return undefined;
  const [, check = '', reason = ''] = /^([^\s:]*)\s*:?\s*(?:--?\s+)?([\s\S]*)$/.exec(said) ?? [];
  return shortened({ check, reason: reason.trim() });
}

/** `check`, `check:policy` or `check:namespace/policy`, as people write it on a command line. */
export function readIgnore(text: string, by: Ignore['by'], from: string): Ignore {
  const at = text.indexOf(':');
  if (at === -1) return { check: text, by, from };
  const [check, name] = [text.slice(0, at), text.slice(at + 1)];
  const slash = name.indexOf('/');
  if (slash === -1) return { check, policy: name, by, from };
  return { check, policy: name.slice(slash + 1), namespace: name.slice(0, slash), by, from };
}

/** Whether a text is what a pattern says, where `*` stands for any characters: no name, key or path of Kubernetes holds one. */
export function fits(pattern: string, text: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  if (others.length === 0) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const [i, part] of others.entries()) {
    const isLast = i === others.length - 1;
    const found = isLast ? Math.max(text.length - part.length, at) : text.indexOf(part, at);
    if (found === -1 || !text.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return true;
}
