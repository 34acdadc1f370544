import type { Path } from '../finding.ts';
import { nodeAt } from '../manifest/tree.ts';
import { DIRECTIONS, type LabelSelector, PEERS } from '../policy/api.ts';
import { NAMESPACE_NAME } from '../policy/certainty.ts';
import type { Policy } from '../policy/policy.ts';
import { describeSelector, impossibleKeys } from '../policy/selector.ts';
import type { Check } from './check.ts';

/** A label selector that no pod or no namespace can match, whatever its labels are. */
export const unsatisfiableSelector: Check = {
  id: 'unsatisfiable-selector',
  severity: 'warning',
  scope: 'policy',
  summary: 'A selector that contradicts itself: no labels can match it.',
  help:
    'Requirements are joined by "and": two values for one label, or a label that is to exist and not to exist, select ' +
    'nothing, and the API takes it all the same. A policy with such a podSelector protects nobody, a peer with one lets ' +
    'nobody in. Give `In` all the values, or write two peers.',
  precision: 'On 628 real policies it found none.',
  check: function* (policy) {
    for (const { path, selector, half } of selectorsOf(policy)) {
      const key = contradiction(selector, half);
      if (key === undefined) continue;
      const node = nodeAt(policy.root, path);
      yield {
        subject: policy,
        path,
        ...(node?.kind === 'map' && !node.flow && { at: 'key' as const }),
        severity: 'warning',
        effect: 'ignored',
        is: `a selector that nothing can match: of \`${key}\` it asks for ${demands(selector, key)}`,
        so: consequence(path, half),
        help: 'labels that go together: one `In` with all the values if any will do | a peer or a policy for each if not.',
      };
    }
  },
};

type Half = 'podSelector' | 'namespaceSelector';
type Place = { readonly path: Path; readonly selector: LabelSelector; readonly half: Half };

function* selectorsOf({ spec }: Policy): Generator<Place> {
  yield { path: ['spec', 'podSelector'], selector: spec.podSelector, half: 'podSelector' };
  for (const direction of DIRECTIONS) {
    for (const [rule, { [PEERS[direction]]: peers = [] }] of (spec[direction] ?? []).entries()) {
      for (const [i, peer] of peers.entries()) {
        const path = ['spec', direction, rule, PEERS[direction], i];
        for (const half of ['podSelector', 'namespaceSelector'] as const) {
          const selector = peer[half];
          if (selector !== undefined) yield { path: [...path, half], selector, half };
        }
      }
    }
  }
}

/** The first label that cannot be as it is asked for. What the API refuses is no contradiction but a fault of its own. */
function contradiction(selector: LabelSelector, half: Half): string | undefined {
  if (!(selector.matchExpressions ?? []).every(isTaken)) return undefined;
  const exists = { key: NAMESPACE_NAME, operator: 'Exists' };
  const known = half === 'namespaceSelector' && asksFor(selector, NAMESPACE_NAME) ? [exists] : [];
  const matchExpressions = [...(selector.matchExpressions ?? []), ...known];
  return [...impossibleKeys({ ...selector, matchExpressions })].sort()[0];
}

function isTaken({ operator, values = [] }: NonNullable<LabelSelector['matchExpressions']>[number]): boolean {
  if (operator === 'In' || operator === 'NotIn') return values.length > 0;
  return (operator === 'Exists' || operator === 'DoesNotExist') && values.length === 0;
}

function asksFor(selector: LabelSelector, key: string): boolean {
  return (selector.matchExpressions ?? []).some((expression) => expression.key === key);
}

function demands({ matchLabels = {}, matchExpressions = [] }: LabelSelector, key: string): string {
  const labels = Object.hasOwn(matchLabels, key)
    ? [describeSelector({ matchLabels: { [key]: matchLabels[key] ?? '' } })]
    : [];
  const expressions = matchExpressions.filter((expression) => expression.key === key);
  const parts = [...labels, ...expressions.map((expression) => describeSelector({ matchExpressions: [expression] }))];
  const asked = [...new Set(parts)].map((part) => `\`${part}\``);
  return asked.length === 1 ? `${asked[0]}, and every namespace has it` : `${asked.join(' and ')} at once`;
}

function consequence(path: Path, half: Half): string {
  if (path.length === 2)
    return 'The policy applies to no pod: what it was to protect is left to other policies, or open.';
  const whole = path.includes('ingress') ? 'lets nobody in' : 'lets them out to nobody';
  return `No ${half === 'podSelector' ? 'pod' : 'namespace'} matches: this peer ${whole}.`;
}
