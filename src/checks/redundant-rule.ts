import { type Redundancy, redundanciesIn } from '../group/redundancy.ts';
import { nodeAt } from '../manifest/tree.ts';
import type { Check } from './check.ts';

/** A rule, peer or port that allows nothing that another does not allow. */
export const redundantRule: Check = {
  id: 'redundant-rule',
  severity: 'info',
  scope: 'policy',
  summary: 'A rule, peer or port that allows only what another of the same policy or group allows too.',
  help:
    'Rules add up and nothing denies, so what a wider rule allows need not be said again, and beside an allow-all no rule ' +
    'does anything. Items are compared one by one: what several cover only together is not seen, and what CNIs tell apart ' +
    'is never called equal. All that is told may go at once, and the same traffic is allowed.',
  precision: 'On 628 real policies it gave 65 infos; the ten that were compared with their source were true.',
  check: function* (policy, { group }) {
    for (const redundancy of redundanciesIn(group).get(policy) ?? []) {
      const { kind, path, by } = redundancy;
      yield {
        subject: policy,
        path,
        severity: 'info',
        effect: 'ignored',
        what: `the ${kind}`,
        is: `redundant: ${nameOf(redundancy)} allows as much or more`,
        so: isAllowAll(redundancy)
          ? 'Beside a rule that allows everything, no other rule of the direction does anything.'
          : 'Rules add up: without it, the same traffic is allowed.',
        help: advice(redundancy),
        related: [{ subject: by.policy, path: by.path, message: nameOf(redundancy) }],
      };
    }
  },
};

/** Counted as the API server counts, from 0. */
function nameOf({ kind, policy, by }: Redundancy): string {
  const place = `\`${by.path.at(-2)}[${by.path.at(-1)}]\``;
  return kind === 'rule' && by.policy !== policy ? `${place} of ${by.policy.ref.name}` : place;
}

function isAllowAll({ by }: Redundancy): boolean {
  const node = nodeAt(by.policy.root, by.path);
  return node?.kind === 'map' && node.entries.size === 0;
}

function advice({ kind, policy, by }: Redundancy): string {
  if (kind !== 'rule') return 'nothing, or delete the item.';
  if (by.policy === policy) return 'nothing, or delete the rule.';
  return 'nothing, or delete the rule, if the two policies always go together (`[]` where it was the last).';
}
