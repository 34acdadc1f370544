import type { Check } from './check.ts';
import { judge } from './emptied/judge.ts';

/** `spec` blank, empty or missing: all ingress of the namespace is denied. */
export const emptiedSpec: Check = {
  id: 'emptied-spec',
  severity: 'error',
  scope: 'policy',
  summary: '`spec` blank, empty or missing: all ingress of the namespace is denied.',
  help:
    'The API server makes a policy of it that selects every pod and allows nothing in. Write the spec, or do ' +
    'not render the object.',
  precision: 'On 628 real policies it gave nothing; one public chart is known to print such a spec.',
  check: judge('emptied-spec'),
};
