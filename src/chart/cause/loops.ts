import { type Writer, writersIn } from './actions.ts';
import { conditionOf } from './conditions.ts';
import type { Sheet } from './lines.ts';

/** Actions that find out whether a loop writes anything, and the expression that tells it behind them. */
export type Loop = { readonly actions: readonly string[]; readonly condition: string };

/** A `range` whose items an `if` lets through: what its list holds does not tell whether one is written. */
export function loopOf({ tree, lines }: Sheet, [writer, ...others]: readonly Writer[]): Loop | undefined {
  if (writer?.kind !== 'control' || writer.node.kind !== 'range' || others.length > 0) return undefined;
  const { arms, start, end } = writer.node;
  const [range] = arms;
  const [filter, ...more] = writersIn({ tree, lines }, range?.body ?? [], { start, end });
  if (range === undefined || arms.length > 1 || more.length > 0 || filter?.kind !== 'control') return undefined;
  const [only] = filter.node.arms;
  if (only === undefined || filter.node.kind !== 'if' || filter.node.arms.length > 1) return undefined;
  if (conditionOf({ tree, lines }, writersIn({ tree, lines }, only.body, filter.node)) !== true) return undefined;
  const [each, where] = [range.action, only.action].map((action) => tree.text.slice(action.start, action.end));
  const set = '{{- $isWritten = true }}';
  const ends = ['{{- end }}', '{{- end }}'];
  return {
    actions: ['{{- $isWritten := false }}', each ?? '', where ?? '', set, ...ends],
    condition: '$isWritten',
  };
}
