import { type MapNode, stringOf } from '../manifest/tree.ts';

/**
 * A step of our GitHub Action (`with:`, words on lines) or our GitLab component (`inputs:`, words between blanks) as the check
 * that it runs, and where (action.yml, templates/netpolish.yml).
 */
export function ownStep(step: MapNode): { readonly text: string; readonly workingDirectory?: string } {
  const given = step.entries.get('with')?.value ?? step.entries.get('inputs')?.value;
  const value = (key: string): string => stringOf(given, key) ?? '';
  const words = (key: string): readonly string[] => {
    const separator = step.entries.has('uses') ? '\n' : /\s+/;
    return value(key)
      .split(separator)
      .map((word) => word.trim())
      .filter((word) => word !== '');
  };
  const flags = ['fail-on', 'config'].flatMap((name) => (value(name) === '' ? [] : [`--${name}=${value(name)}`]));
  const paths = words('paths').length === 0 ? ['.'] : words('paths');
  const text = ['netpolish', 'check', ...[...flags, ...words('args'), ...paths].map(quoted)].join(' ');
  const folder = value('working-directory');
  return folder === '' ? { text } : { text, workingDirectory: folder };
}

/** A word as a shell reads it; what only GitHub or GitLab can tell stays to be seen as such. */
function quoted(word: string): string {
  return /^[\w./:=@%+*,$-]+$/.test(word) ? word : `"${word.replaceAll('"', '')}"`;
}
