import { nodeAt } from '../manifest/tree.ts';
import { DIRECTIONS } from '../policy/api.ts';
import { isolates } from '../policy/policy.ts';
import type { Check } from './check.ts';
import { EVERYBODY, opening, podsOf } from './emptied/words.ts';

/** A rule written out as `{}`: the idiom for allow-all. */
export const allowAllRule: Check = {
  id: 'allow-all-rule',
  severity: 'off',
  scope: 'policy',
  summary: 'A rule written out as `{}`, the idiom for allow-all. Silent until it is asked for.',
  help:
    'Whoever writes `- {}` means it, more often than not: it keeps a direction open on purpose. Where no policy may do ' +
    'so, ask for it: `--severity allow-all-rule=warning`.',
  precision:
    'It is off because it is the idiom: 583 of 5,958 real policies hold such a rule, and it does what it says.',
  check: function* (policy) {
    for (const direction of DIRECTIONS) {
      if (!isolates(policy.spec, direction)) continue;
      for (const rule of (policy.spec[direction] ?? []).keys()) {
        const path = ['spec', direction, rule];
        const node = nodeAt(policy.root, path);
        if (node?.kind !== 'map' || node.entries.size > 0) continue;
        yield {
          subject: policy,
          path,
          severity: 'info',
          effect: 'opens',
          what: 'the rule',
          is: 'empty: it allows everything',
          so: opening(direction, podsOf(policy), 'every port and protocol', EVERYBODY),
          help: `the peers and ports that are needed, or leave it: \`- {}\` says that all ${direction} is meant.`,
        };
      }
    }
  },
};
