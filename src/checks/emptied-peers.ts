import type { Check } from './check.ts';
import { judge } from './emptied/judge.ts';

/** `from` or `to` with nothing under it: the rule lets everybody in. */
export const emptiedPeers: Check = {
  id: 'emptied-peers',
  severity: 'error',
  scope: 'policy',
  summary: '`from` or `to` with nothing under it: the rule lets everybody in.',
  help:
    'A template wrote the key and its list came out empty. The API server drops an empty list, and a rule ' +
    'without peers allows every pod, namespace and address. Put the key inside the same if/with as its items, ' +
    'or write the rule only when there are peers.',
  precision:
    'On 628 real policies it gave 3 errors, all right, and 2 warnings on a hand-written `from: []` of one project, ' +
    'which may be meant.',
  check: judge('emptied-peers'),
};
