import type { Check } from './check.ts';
import { judge } from './emptied/judge.ts';

/** `podSelector` blank, missing, or emptied inside: the policy selects more pods than it says. */
export const emptiedPodSelector: Check = {
  id: 'emptied-pod-selector',
  severity: 'error',
  scope: 'policy',
  summary: '`podSelector` blank, missing, or emptied inside: the policy selects more pods than it says.',
  help:
    'An empty podSelector selects every pod of the namespace. `podSelector: {}` written out is the idiom for ' +
    'that and is not reported.',
  precision:
    'On 628 real policies it gave nothing, though more than 130 of them select every pod by a `{}` written out. ' +
    'Two public projects are known to have lost their selector by accident.',
  check: judge('emptied-pod-selector'),
};
