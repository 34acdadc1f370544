/** What stands around dead rules, looked up, is what asking every policy gives; and thousands are not asked one by one. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Isolating, isGroupIsolated, isolatingAround } from '../../src/checks/cni/isolating.ts';
import { type Cluster, mayBeSameNamespace } from '../../src/group/cluster.ts';
import type { LabelSelector, Spec } from '../../src/policy/api.ts';
import { mayOverlap } from '../../src/policy/overlap.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { isSubset } from '../../src/policy/selector.ts';

const test = suite('checks/isolating');

type Asked = Pick<Policy, 'ref' | 'spec'>;

function asks(key: string, operator: string, ...values: readonly string[]): LabelSelector {
  return { matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }] };
}

const SELECTORS: readonly LabelSelector[] = [
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { app: 'b' } },
  { matchLabels: { app: 'a', tier: 'x' } },
  { matchLabels: { app: 'b', tier: 'x' } },
  { matchLabels: { tier: 'y' } },
  asks('app', 'In', 'a', 'b'),
  asks('app', 'In', 'b', 'c'),
  asks('app', 'NotIn', 'a'),
  asks('app', 'Exists'),
  asks('app', 'DoesNotExist'),
  { matchLabels: { app: 'a' }, ...asks('app', 'DoesNotExist') },
  { matchLabels: { tier: 'x' }, ...asks('tier', 'In', 'y', 'z') },
];

function policy(namespace: string, podSelector: LabelSelector, policyTypes: Spec['policyTypes']): Asked {
  return { ref: { apiVersion: '', kind: '', name: '', namespace }, spec: { podSelector, policyTypes } };
}

function clusterOf(policies: readonly Asked[], namespace = ''): Cluster {
  return { policies, namespace } as unknown as Cluster;
}

test('looked up and asked one by one is the same, for each selector beside each pair', () => {
  const seen = new Map<string, number>();
  for (const [i, one] of SELECTORS.entries())
    for (const other of SELECTORS.slice(i))
      for (const [here, there] of [
        ['n', 'n'],
        ['n', ''],
        ['m', ''],
        ['', 'm'],
      ] as const) {
        const policies = [policy(here, one, ['Ingress']), policy(there, other, ['Egress', 'Ingress'])];
        for (const release of ['', 'n']) {
          const cluster = clusterOf(policies, release);
          for (const selector of SELECTORS)
            for (const namespace of ['n', '']) {
              const asked = policy(namespace, selector, ['Egress']) as Policy;
              const answer = isolatingAround(cluster, asked, 'ingress');
              const wanted = askedOneByOne(cluster, asked);
              if (answer.near !== wanted.near || answer.others !== wanted.others)
                assert.unreachable(JSON.stringify([policies, asked, release]));
              seen.set(answer.others, (seen.get(answer.others) ?? 0) + 1);
            }
        }
      }
  for (const others of ['none', 'of some', 'of all']) assert.ok((seen.get(others) ?? 0) > 500, others);
});

function askedOneByOne({ policies, namespace }: Cluster, { ref, spec }: Policy): Isolating {
  const own = ref.namespace || namespace;
  const near = policies.filter((other) => mayBeSameNamespace(other.ref.namespace || namespace, own));
  const isAll = near.some(
    (other) => (other.ref.namespace || namespace) === own && isSubset(spec.podSelector, other.spec.podSelector),
  );
  const isSome = near.some((other) => mayOverlap(spec.podSelector, other.spec.podSelector));
  return { near: near.length > 0, others: isAll ? 'of all' : isSome ? 'of some' : 'none' };
}

/** How often the specs of policies are read while each is asked about. */
function readsOf(count: number, selectorOf: (i: number) => LabelSelector, group: 'one group' | 'many groups'): number {
  let reads = 0;
  const counted = (asked: Asked): Policy =>
    ({
      ref: asked.ref,
      get spec() {
        reads++;
        return asked.spec;
      },
    }) as unknown as Policy;
  const dead = Array.from({ length: count }, (_, i) => counted(policy('n', selectorOf(i), ['Egress'])));
  const isolating = Array.from({ length: count }, (_, i) => counted(policy('n', selectorOf(-i - 1), ['Ingress'])));
  const cluster = clusterOf([...dead, ...isolating]);
  const whole = { namespace: 'n', podSelector: {}, policies: dead };
  for (const one of dead) {
    isolatingAround(cluster, one, 'ingress');
    isGroupIsolated(group === 'one group' ? whole : { ...whole, policies: [one] }, 'ingress');
  }
  return reads;
}

const CROWDS: readonly (readonly [what: string, selectorOf: (i: number) => LabelSelector])[] = [
  ['other values of one label', (i) => ({ matchLabels: { app: `a${i}` } })],
  ['other values beside a label of all', (i) => ({ matchLabels: { release: 'r', app: `a${i}` } })],
  ['other values in expressions', (i) => asks('app', 'In', `a${i}`, `b${i}`)],
  ['all pods', () => ({})],
];

for (const [what, selectorOf] of CROWDS)
  for (const group of ['one group', 'many groups'] as const)
    test(`a thousand policies with dead rules beside a thousand that isolate: ${what}, ${group}`, () => {
      assert.ok(readsOf(1000, selectorOf, group) < 20_000);
    });

test('of a thousand selectors those of other values are not compared', () => {
  let compared = 0;
  const selector = (app: string): LabelSelector => ({
    get matchLabels() {
      compared++;
      return { release: 'r', app };
    },
  });
  const isolating = Array.from({ length: 1000 }, (_, i) => policy('n', selector(`a${i}`), ['Ingress']));
  const cluster = clusterOf(isolating);
  for (let i = 0; i < 1000; i++)
    isolatingAround(cluster, policy('n', { matchLabels: { release: 'r', app: `b${i}` } }, []) as Policy, 'ingress');
  assert.ok(compared < 10_000, `${compared}`);
});

test.run();
