import type { Check } from './check.ts';

/** A file that still holds template actions: nothing in it can be judged. */
export const unrenderedTemplate: Check = {
  id: 'unrendered-template',
  severity: 'info',
  scope: 'stream',
  summary: 'A file that still holds template actions: it is skipped until it is rendered.',
  help:
    'Between `{{` and `}}` anything may come out. Render first and check what the cluster would get: ' +
    '`helm template … | netpolish check -`.',
  precision: 'On 628 real policies, all of them rendered or plain, it gave nothing.',
  check: function* (stream) {
    for (const subject of stream.unrendered) {
      yield {
        subject,
        path: [],
        severity: 'info',
        effect: 'none',
        what: 'the file',
        is: 'a template that was not rendered: it is skipped',
        so: 'What it becomes depends on values that only a render knows.',
        help: '`helm template … | netpolish check -`: render it first.',
      };
    }
  },
};
