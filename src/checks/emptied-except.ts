import type { Check } from './check.ts';
import { judge } from './emptied/judge.ts';

/** `except` with nothing under it: the exceptions are gone. */
export const emptiedExcept: Check = {
  id: 'emptied-except',
  severity: 'error',
  scope: 'policy',
  summary: '`except` with nothing under it: the exceptions are gone.',
  help:
    'The API server drops an empty `except` and allows the whole block. Write the key only when there are ' +
    'exceptions.',
  precision: 'On 628 real policies it gave nothing, and no wrong finding is known.',
  check: judge('emptied-except'),
};
