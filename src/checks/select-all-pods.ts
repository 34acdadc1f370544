import { nodeAt } from '../manifest/tree.ts';
import type { Check } from './check.ts';
import { effectOfSelecting, everyPodIsolated } from './emptied/words.ts';

/** `podSelector: {}`: the idiom for every pod of the namespace. */
export const selectAllPods: Check = {
  id: 'select-all-pods',
  severity: 'off',
  scope: 'policy',
  summary: '`podSelector: {}`, the idiom for every pod of the namespace. Silent until it is asked for.',
  help:
    'A default-deny is written so, and with good reason. Rules in such a policy hold for every pod that will ever run in ' +
    'the namespace. Where that is not wanted, ask for it: `--severity select-all-pods=warning`.',
  precision: 'It is off because it is the idiom: 3,713 of 5,958 real policies select every pod, and mean it.',
  check: function* (policy) {
    const path = ['spec', 'podSelector'];
    const node = nodeAt(policy.root, path);
    if (node?.kind !== 'map' || node.entries.size > 0) return;
    yield {
      subject: policy,
      path,
      severity: 'info',
      effect: effectOfSelecting(policy),
      is: 'empty: the policy selects every pod',
      so: everyPodIsolated(policy),
      help: 'the labels of the pods if only some are meant, or leave it.',
    };
  },
};
