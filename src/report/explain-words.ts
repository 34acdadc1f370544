import type { Place } from '../explain/connectivity.ts';
import { locationAt } from '../pipeline/place.ts';
import type { Direction } from '../policy/api.ts';
import type { Policy } from '../policy/policy.ts';
import { cleanLine } from './clean.ts';

/** How wide a page is: what a terminal shows without breaking lines of its own. */
const WIDTH = 100;

/** Where a rule stands, as a person would go there: `np.yaml:12`, `shop/templates/np.yaml (rendered line 12)`. */
export function placeOfRule(policy: Policy, direction: Direction, index: number): string {
  return placeAt(policy, ['spec', direction, index]);
}

/** Where a policy stands. */
export function placeOfPolicy(policy: Policy): string {
  return placeAt(policy, ['metadata', 'name']);
}

function placeAt(policy: Policy, path: readonly (string | number)[]): string {
  const { file, source, origin, line, path: whole, item } = locationAt(policy, path);
  if (origin === 'resourceList') return item?.path ?? whole.slice(0, 2).join('.');
  const where = origin === 'rendered' && file === '<stdin>' ? `rendered line ${line}` : `${file}:${line}`;
  return source === undefined || origin !== 'rendered' ? where : `${source} (${where})`;
}

/** A policy by its name. */
export function nameOfPolicy(policy: Policy): string {
  return policy.ref.name || '(no name)';
}

/** A workload by namespace and name. */
export function nameOfPlace({ namespace, name }: Pick<Place, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** A protocol and its port are read together. */
const GLUED = /\b(TCP|UDP|SCTP) (?=\d)/g;

/** A label and what it says, broken at blanks so that a page holds it; later lines stand below the first word. */
export function entry(label: string, words: string, indent: number): string[] {
  const lead = ' '.repeat(indent);
  const lines: string[] = [];
  let line = `${lead}${label}`;
  const body = line.length;
  for (const word of cleanLine(words).replace(GLUED, '$1\u00a0').split(' ')) {
    const isFirst = line.length === body && lines.length === 0;
    if (!isFirst && line.trim() !== '' && line.length + 1 + word.length > WIDTH && line.length > body) {
      lines.push(line.trimEnd());
      // What stood behind a blank begins a line now.
      line = `${' '.repeat(body)}  ${cleanLine(word)}`;
    } else line = isFirst ? line + word : `${line} ${word}`;
  }
  return [...lines, line.trimEnd()].map((one) => one.replaceAll('\u00a0', ' '));
}

/** Names on one line, the first few of many. */
export function some(names: readonly string[], max: number): string {
  const rest = names.length - max;
  return rest > 0 ? `${names.slice(0, max).join(', ')} and ${rest} more` : names.join(', ');
}
