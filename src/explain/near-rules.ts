import type { RuleView } from './side.ts';

/** A rule that almost allows what was asked, and what it lacks. */
export type Near = RuleView & { readonly lacks: 'port' | 'peer' };

/** More would only be read past. */
const MAX_NEAR = 3;

/** Rules that have the other end and another port, then those that have the port and another peer. */
export function nearRules(rules: readonly RuleView[], hasPort: (rule: RuleView) => boolean): readonly Near[] {
  const otherPort = rules.filter((rule) => rule.reaches !== 'no');
  const otherPeer = rules.filter((rule) => rule.reaches === 'no' && hasPort(rule));
  return [
    ...otherPort.map((rule): Near => ({ ...rule, lacks: 'port' })),
    ...otherPeer.map((rule): Near => ({ ...rule, lacks: 'peer' })),
  ].slice(0, MAX_NEAR);
}
