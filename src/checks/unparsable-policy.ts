import type { Check } from './check.ts';

/** A document that says it is a NetworkPolicy and cannot be read as one. */
export const unparsablePolicy: Check = {
  id: 'unparsable-policy',
  severity: 'error',
  scope: 'stream',
  summary: 'A document that says it is a NetworkPolicy and cannot be read as one.',
  help:
    'Its YAML is broken, or its API version is gone (extensions/v1beta1 since Kubernetes 1.16). No client can apply it. ' +
    'netpolish passes it through as it came and never merges it.',
  precision: 'On 628 real policies it gave nothing, and no wrong finding is known.',
  check: function* (stream) {
    for (const { message, offset, ...subject } of stream.unreadable) {
      yield {
        subject: { ...subject, offset },
        path: [],
        severity: 'error',
        effect: 'rejected',
        what: 'the document',
        is: `no NetworkPolicy that a client could apply: ${message}`,
        so: 'Nothing of it reaches the cluster.',
        help: 'a document of its own that parses, with `apiVersion: networking.k8s.io/v1`.',
      };
    }
  },
};
