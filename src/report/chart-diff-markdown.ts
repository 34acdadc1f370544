import type { ChartDiff } from '../chart/compare.ts';
import type { ChartContext } from './chart-context.ts';
import { chartVerdict, failureWords, onlyWords, underWords, unsharedWords } from './chart-diff-words.ts';
import { cut } from './clean.ts';
import { diffParts, list } from './diff-markdown.ts';
import { escapeMarkdown } from './escape-markdown.ts';

/** Two versions of a chart as a comment on a pull request; it stays below the 65,536 characters of one. */
export function chartDiffMarkdown(found: ChartDiff, context: Pick<ChartContext, 'given'>): string {
  const { stopped } = found.sweep;
  const asides = [
    ...unsharedWords(found),
    ...found.notes,
    ...(stopped === undefined ? [] : [`stopped after ${stopped}; --budget allows more`]),
  ];
  const parts = [
    `### NetworkPolicies of the chart: ${escapeMarkdown(cut(chartVerdict(found), MAX_WORDS))}`,
    ...listed(
      'Not rendered',
      found.failures.map((failure) => failureWords(failure, context)),
    ),
    ...listed('Beside', asides),
  ];
  let room = MAX_CHARACTERS - parts.reduce((sum, part) => sum + part.length + 2, 0);
  for (const [i, change] of found.changes.entries()) {
    const only = onlyWords(change);
    const head = `#### With ${escapeMarkdown(cut(underWords(change, context), MAX_WORDS))}`;
    const section = [head, ...(only === '' ? [] : [escapeMarkdown(only)]), ...diffParts(change.diff)].join('\n\n');
    room -= section.length + 2;
    if (room < 0) {
      parts.push(`and ${found.changes.length - i} more that change something with their values`);
      break;
    }
    parts.push(section);
  }
  return `${parts.join('\n\n')}\n`;
}

const MAX_CHARACTERS = 60_000;
const MAX_WORDS = 400;
const MAX_ITEMS = 8;

function listed(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const more = items.length - MAX_ITEMS;
  const shown = items.slice(0, MAX_ITEMS).map((item) => cut(item, MAX_WORDS));
  return [list(title, more > 0 ? [...shown, `and ${more} more`] : shown)];
}
