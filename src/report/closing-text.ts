import type { Diff } from '../diff/types.ts';
import { linesOf } from './diff-lines.ts';
import { MAX_LINES } from './diff-text.ts';
import { describeSubjectPods, VARIES } from './diff-words.ts';

/** What a fix closes, in the words of `netpolish diff`: `closes  pods app=web of shop: ingress from …`. */
export function closingLines({ subjects }: Pick<Diff, 'subjects'>): readonly string[] {
  const lines = subjects.flatMap((subject) => {
    const pods = `closes  ${describeSubjectPods(subject)}: `;
    const lost = linesOf(subject.lost, subject, 'lost').map(({ direction, what }) => `${pods}${direction} ${what}`);
    const varies = linesOf(subject.varies, subject, 'lost').map(
      ({ direction, what }) => `${pods}${direction} ${what}, ${VARIES}`,
    );
    return [...lost, ...varies, ...(subject.isCut ? [`${pods}and more that is not listed`] : [])];
  });
  if (lines.length === 0) return ['closes nothing: other rules of this stream allow the same'];
  const more = lines.length - MAX_LINES;
  return more > 0 ? [...lines.slice(0, MAX_LINES), `and ${more} more: netpolish diff tells them`] : lines;
}
