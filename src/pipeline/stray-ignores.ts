import type { InlineIgnore, StrayIgnore } from '../checks/check.ts';
import { CHECKS } from '../checks/index.ts';
import { unusedIgnore } from '../checks/unused-ignore.ts';
import { meantWord } from '../spelling.ts';
import { type Judged, loudAs, type Severities } from './analyse.ts';
import { isAllowed, type SuppressOptions } from './suppress.ts';

/** What is to be told of the ignores in the inputs that let nothing pass. */
export function judgeStray(
  inline: readonly InlineIgnore[],
  used: ReadonlySet<unknown>,
  options: SuppressOptions & { readonly severities: Severities },
): readonly Judged[] {
  const severity = options.severities[unusedIgnore.id];
  if (severity === 'off' || unusedIgnore.scope !== 'ignores') return [];
  const stray = inline.flatMap((ignore) => {
    if (!isAllowed(ignore, options) && isKnown(ignore)) return [];
    return options.inlineIgnores === 'none' ? [] : strayOf(ignore, used, options.severities);
  });
  return [...unusedIgnore.check(stray)].map((report) => ({
    check: unusedIgnore.id,
    report: loudAs(report, severity),
  }));
}

/** How many ignores of the inputs were not listened to, though somebody wrote them in earnest. */
export function countUnheard(inline: readonly InlineIgnore[], options: SuppressOptions): number {
  return inline.filter((ignore) => isKnown(ignore) && !isAllowed(ignore, options)).length;
}

function isKnown({ check }: InlineIgnore): boolean {
  return CHECKS.some(({ id }) => id === check);
}

function strayOf(ignore: InlineIgnore, used: ReadonlySet<unknown>, severities: Severities): readonly StrayIgnore[] {
  const check = CHECKS.find(({ id }) => id === ignore.check);
  if (check === undefined) return [unknown(ignore)];
  // Nobody can tell what a silent check would have found; and one that is about ignores cannot be asked of itself.
  if (check === unusedIgnore || (severities[check.id] ?? check.severity) === 'off') return [];
  if (ignore.reason === '') return [{ ...ignore, stray: 'unreasoned' }];
  if (check.ignorableBy === 'nobody') return [{ ...ignore, stray: 'nobody' }];
  if (used.has(ignore)) return [];
  if (ignore.subject.ref === null) return [{ ...ignore, stray: 'nowhere' }];
  const { source, input } = ignore.subject;
  const isRendered = input.templated || source !== undefined;
  return [{ ...ignore, stray: isRendered || check.scope === 'stream' ? 'maybe unused' : 'unused' }];
}

function unknown(ignore: InlineIgnore): StrayIgnore {
  const meant = meantWord(
    ignore.check,
    CHECKS.map(({ id }) => id),
  );
  return { ...ignore, stray: 'unknown', ...(meant !== undefined && { meant }) };
}
