import { nodeAt } from '../manifest/tree.ts';
import type { Check, Report } from './check.ts';
import { type Blocked, blockedIn, hasRules } from './dns/blocked.ts';
import { knownOf, limitsEgress } from './dns/known.ts';
import { wordsOf } from './dns/words.ts';

/** Pods whose egress is limited and that no rule lets ask for a name. */
export const dnsBlocked: Check = {
  id: 'dns-blocked',
  severity: 'warning',
  scope: 'stream',
  summary: 'Pods whose egress is limited, and no rule lets them ask DNS: names do not resolve.',
  help:
    'A policy that lists Egress closes port 53 too, and nearly every connection begins with a name. All policies that ' +
    'select the pods are added up, those of `--context` too; a rule to any address or to a namespace that may be the one ' +
    'of the DNS counts as allowing. Pods that may send nothing at all, or only to the API server, are an info: most call ' +
    'nobody by name.',
  precision:
    'On 628 real policies it gave 2 warnings, both in examples of documentation: true of what is shown, where the ' +
    'pods are meant to be that limited, or another policy lets them ask. The infos, 47, are true too; most pods ' +
    'denied as a whole call nobody.',
  check: function* (stream) {
    if (!stream.policies.some(limitsEgress)) return;
    const known = knownOf(stream.cluster());
    for (const group of stream.groups) {
      const blocked = blockedIn(group, known);
      if (blocked !== undefined) yield report(blocked);
    }
  },
};

function report(blocked: Blocked): Report {
  const { own, around, missing, doubt } = blocked;
  const subject = own.find(hasRules) ?? own[0];
  const others = around.filter((policy) => policy !== subject);
  return {
    subject,
    path: ['spec', nodeAt(subject.root, ['spec', 'egress']) === undefined ? 'policyTypes' : 'egress'],
    at: 'key',
    severity: doubt === undefined && missing.has('UDP') ? 'warning' : 'info',
    effect: 'closes',
    ...wordsOf(blocked),
    related: others.map((policy) => ({
      subject: policy,
      path: ['spec', 'podSelector'],
      message: `${policy.ref.name} selects these pods too, and lets no DNS out`,
    })),
  };
}
