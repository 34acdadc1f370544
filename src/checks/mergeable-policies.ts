import { describePods } from '../group/group.ts';
import { someOf } from '../group/lists.ts';
import type { Check } from './check.ts';

/** Several policies for one namespace and podSelector, which could be one. */
export const mergeablePolicies: Check = {
  id: 'mergeable-policies',
  severity: 'info',
  scope: 'stream',
  ignorableBy: 'all',
  summary: 'Several policies for the same pods of one namespace, which could be one.',
  help:
    'Policies add up, so several of them say what one could say, and a reader has to add in the head. `netpolish merge` and ' +
    '`--merge` write the one policy that allows exactly the same traffic; where they refuse, the finding says why.',
  precision: 'Advice, not a fault: on 628 real policies it gave 61 infos.',
  check: function* (stream) {
    for (const group of stream.groups) {
      const [first, ...others] = group.policies;
      if (first === undefined || others.length === 0) continue;
      const names = group.policies.map((p) => p.ref.name);
      const refusal = stream.mergeRefusal(group);
      yield {
        subject: first,
        path: ['metadata', 'name'],
        severity: 'info',
        effect: 'none',
        what: `the group of ${someOf([...names].sort())} (${describePods(group.podSelector)})`,
        is:
          refusal === undefined
            ? `${names.length} policies that could be one, named ${[...names].sort()[0]}`
            : `not merged: ${refusal}`,
        so:
          new Set(names).size === names.length
            ? 'Policies add up: together they allow what each allows.'
            : 'duplicate-policy tells what is lost.',
        help:
          refusal === undefined
            ? 'nothing, or let `--merge` write the one policy.'
            : 'nothing; this only says why --merge leaves them apart.',
        related: others.map((subject) => ({
          subject,
          path: ['metadata', 'name'],
          message: `${subject.ref.name}, same pods`,
        })),
      };
    }
  },
};
