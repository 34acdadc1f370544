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
