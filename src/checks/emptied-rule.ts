import type { Check } from './check.ts';
import { judge } from './emptied/judge.ts';

/** A rule left with nothing: it allows all. */
export const emptiedRule: Check = {
  id: 'emptied-rule',
  severity: 'error',
  scope: 'policy',
  summary: 'A rule left with nothing: it allows all.',
  help:
    'A bare dash, or a rule whose every field came out empty, is `{}` to the API server: every peer, every ' +
    'port. `- {}` written out is the idiom for it and is not reported.',
  check: judge('emptied-rule'),
};
