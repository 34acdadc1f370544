/** Random NetworkPolicies as JSON that the API server accepts. probes.ts knows every state that tells them apart. */
import fc from 'fast-check';
import type { Json } from './evaluator.ts';

// Small alphabets on purpose: overlaps, containments and equal halves shall be frequent.
export const NAMESPACES = ['shop', 'bank'] as const;
export const NAME_LABEL = 'kubernetes.io/metadata.name';

/** What a selector asks of one key. `same` spells it in every way the API has. */
type Requirement = { readonly key: string; readonly operator: string; readonly values: readonly string[] };
type Selector = readonly Requirement[];

const WANTS: readonly Requirement[] = [
  { key: 'app', operator: 'In', values: ['a'] },
  { key: 'app', operator: 'In', values: ['a', 'b'] },
  { key: 'app', operator: 'NotIn', values: ['a'] },
  { key: 'app', operator: 'Exists', values: [] },
  { key: 'app', operator: 'DoesNotExist', values: [] },
  { key: 'tier', operator: 'In', values: ['x'] },
  { key: 'tier', operator: 'In', values: [''] },
  { key: 'tier', operator: 'NotIn', values: ['x'] },
  { key: 'tier', operator: 'Exists', values: [] },
];

const NAMESPACE_WANTS: readonly Requirement[] = [
  { key: 'team', operator: 'In', values: ['a'] },
  { key: 'team', operator: 'In', values: ['a', 'b'] },
  { key: 'team', operator: 'NotIn', values: ['a'] },
  { key: 'team', operator: 'Exists', values: [] },
  { key: NAME_LABEL, operator: 'In', values: ['shop'] },
  { key: NAME_LABEL, operator: 'NotIn', values: ['bank'] },
];

const PORTS: readonly Json[] = [
  { protocol: 'TCP', port: 80 },
  { protocol: 'TCP', port: 443 },
  { protocol: 'UDP', port: 53 },
  { protocol: 'UDP', port: 80 },
  { protocol: 'SCTP', port: 80 },
  { protocol: 'TCP', port: 'http' },
  { protocol: 'TCP', port: 'dns' },
  { protocol: 'UDP', port: 'dns' },
  { protocol: 'TCP', port: 80, endPort: 443 },
  { protocol: 'TCP', port: 444, endPort: 7999 },
  { protocol: 'TCP', port: 8000, endPort: 8080 },
  { protocol: 'TCP', port: 8080, endPort: 8090 },
  { protocol: 'TCP', port: 1, endPort: 65535 },
  { protocol: 'UDP', port: 1, endPort: 80 },
  { protocol: 'TCP' },
  { protocol: 'UDP' },
];

const BLOCKS: readonly (readonly [cidr: string, ...except: string[]])[] = [
  ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '10.2.0.0/16'],
  ['10.1.0.0/16', '10.1.2.0/24'],
  ['10.1.2.0/24'],
  ['10.0.0.0/9', '10.1.0.0/16'],
  ['10.128.0.0/9'],
  ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '192.168.0.0/16'],
  ['2001:db8::/32', '2001:db8:1::/48'],
  ['::/0', '2001:db8::/32'],
];

const selector: fc.Arbitrary<Selector> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 4, arbitrary: fc.subarray([...WANTS], { minLength: 1, maxLength: 2 }) },
);

const namespaceSelector: fc.Arbitrary<Selector> = fc.subarray([...NAMESPACE_WANTS], { maxLength: 2 });

/** null, absent or [] for a list that holds nothing; `key` in front of it otherwise. */
function listField(key: string, items: fc.Arbitrary<readonly Json[]>): fc.Arbitrary<Readonly<Record<string, Json>>> {
  const empty = fc.constantFrom<Readonly<Record<string, Json>>[]>({}, { [key]: null }, { [key]: [] });
  return items.chain((list) => (list.length === 0 ? empty : fc.constant({ [key]: list })));
}

/** Ways to write one selector: either half, values and requirements in any order and more than once, null for empty. */
function spelled(wanted: Selector): fc.Arbitrary<Json> {
  if (wanted.length === 0) {
    return fc.constantFrom<Json[]>({}, { matchLabels: null }, { matchLabels: {} }, { matchExpressions: [] });
  }
  const written = fc.tuple(
    fc.shuffledSubarray([...wanted, ...wanted], { minLength: wanted.length, maxLength: wanted.length * 2 }),
    fc.nat(2 ** 30 - 1),
  );
  return written.map(([some, coins]) => {
    const all = [...some, ...wanted.filter((one) => !some.includes(one))];
    return writeSelector(all, coins);
  });
}

function writeSelector(wanted: Selector, coins: number): Json {
  let tossed = 0;
  const toss = (): boolean => ((coins >> (tossed++ % 30)) & 1) === 1;
  const matchLabels: Record<string, string> = {};
  const matchExpressions: Json[] = [];
  for (const { key, operator, values } of wanted) {
    const [value] = values;
    const free = !Object.hasOwn(matchLabels, key) || matchLabels[key] === value;
    if (operator === 'In' && values.length === 1 && value !== undefined && free && toss()) {
      matchLabels[key] = value;
    } else {
      const order = toss() ? [...values].reverse() : [...values];
      if (toss()) order.push(...values.slice(0, 1));
      matchExpressions.push(values.length > 0 ? { key, operator, values: order } : { key, operator });
    }
  }
  return {
    ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
    ...(matchExpressions.length > 0 ? { matchExpressions } : toss() && { matchExpressions: null }),
  };
}

const ipBlock: fc.Arbitrary<Json> = fc
  .constantFrom(...BLOCKS)
  .chain(([cidr, ...except]) =>
    listField('except', fc.shuffledSubarray(except)).map((field) => ({ ipBlock: { cidr, ...field } })),
  );

const peer: fc.Arbitrary<Json> = fc.oneof(
  selector.chain(spelled).map((podSelector) => ({ podSelector })),
  namespaceSelector.chain(spelled).map((written) => ({ namespaceSelector: written })),
  namespaceSelector.chain(spelled).map((written) => ({ namespaceSelector: written, podSelector: null })),
  fc
    .tuple(namespaceSelector.chain(spelled), selector.chain(spelled))
    .map(([written, podSelector]) => ({ namespaceSelector: written, podSelector })),
  ipBlock,
);

const port: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...PORTS), fc.constantFrom('kept', 'absent', 'null'))
  .map(([wanted, protocol]) => writePort(wanted as Readonly<Record<string, Json>>, protocol));

// TCP is what the server fills in, so that leaving it out writes the same port again.
function writePort({ protocol, ...rest }: Readonly<Record<string, Json>>, how: string): Json {
  if (protocol !== 'TCP' || how === 'kept') return { protocol: protocol ?? null, ...rest };
  if (how === 'null') return { protocol: null, ...rest };
  return Object.keys(rest).length > 0 ? rest : null;
}

function rule(peers: 'from' | 'to'): fc.Arbitrary<Json> {
  const filled = fc
    .tuple(listField(peers, fc.array(peer, { maxLength: 2 })), listField('ports', fc.array(port, { maxLength: 2 })))
    .map(([a, b]) => ({ ...a, ...b }));
  return fc.oneof({ weight: 12, arbitrary: filled }, { weight: 1, arbitrary: fc.constantFrom<Json[]>({}, null) });
}

const policyTypes: fc.Arbitrary<readonly Json[]> = fc.constantFrom(
  [],
  ['Ingress'],
  ['Egress'],
  ['Ingress', 'Egress'],
  ['Egress', 'Ingress'],
  ['Ingress', 'Ingress'],
);

function policy(namespace: string, wanted: Selector): fc.Arbitrary<Readonly<Record<string, Json>>> {
  const written = spelled(wanted).map((podSelector): Readonly<Record<string, Json>> => ({ podSelector }));
  const nothing = fc.constantFrom<Readonly<Record<string, Json>>[]>({}, { podSelector: null });
  const podSelector = wanted.length === 0 ? fc.oneof(written, nothing) : written;
  return fc
    .tuple(
      podSelector,
      listField('policyTypes', policyTypes),
      listField('ingress', fc.array(rule('from'), { maxLength: 2 })),
      listField('egress', fc.array(rule('to'), { maxLength: 2 })),
    )
    .map(([select, types, ingress, egress]) => ({ namespace, spec: { ...select, ...types, ...ingress, ...egress } }));
}

function named(policies: readonly Readonly<Record<string, Json>>[]): readonly Json[] {
  return policies.map(({ namespace, spec }, index) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `p${index}`, namespace: namespace ?? '' },
    spec: spec ?? {},
  }));
}

const place: fc.Arbitrary<readonly [string, Selector]> = fc.tuple(fc.constantFrom(...NAMESPACES), selector);

/** Two to four policies of one namespace whose podSelectors are equivalent and written in different ways. */
export const groupArbitrary: fc.Arbitrary<readonly Json[]> = place.chain(([namespace, wanted]) =>
  fc.array(policy(namespace, wanted), { minLength: 2, maxLength: 4 }).map(named),
);

/**
 * One to six policies of one to three groups, in any order, named p0, p1, …. The API server accepts all of them. Rule
 * lists, halves of rules and policyTypes are null, absent, [] or filled; rules may be dead ({} and null among them).
 */
export const policySetArbitrary: fc.Arbitrary<readonly Json[]> = fc
  .array(place, { minLength: 1, maxLength: 3 })
  .chain((places) =>
    fc.array(
      fc.constantFrom(...places).chain(([namespace, wanted]) => policy(namespace, wanted)),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(named);

const DENSE_PEERS: readonly Json[] = [
  { podSelector: {} },
  { podSelector: { matchLabels: { app: 'a' } } },
  { podSelector: { matchLabels: { app: 'b' } } },
  { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] } },
  { podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } },
  { podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } },
  { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a', 'b'] }] } },
  { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
  { ipBlock: { cidr: '10.0.0.0/8', except: ['10.2.0.0/16'] } },
  { ipBlock: { cidr: '10.0.0.0/8' } },
  { ipBlock: { cidr: '10.1.0.0/16' } },
];

const DENSE_PORTS: readonly Json[] = [
  { port: 80 },
  { port: 80, endPort: 443 },
  { port: 8000, endPort: 8080 },
  { port: 8080, endPort: 8090 },
  { port: 8000, endPort: 8090 },
  { port: 'http' },
  { protocol: 'TCP' },
];

const denseRule: fc.Arbitrary<Json> = fc
  .record({
    from: fc.shuffledSubarray([...DENSE_PEERS], { maxLength: 3 }),
    ports: fc.shuffledSubarray([...DENSE_PORTS], { maxLength: 2 }),
  })
  .map(({ from, ports }) => ({ ...(from.length > 0 && { from }), ...(ports.length > 0 && { ports }) }));

const DENSE_SELECTORS: readonly Json[] = [
  { matchLabels: { app: 'a' } },
  { matchLabels: { app: 'a', tier: 'x' } },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] },
  {},
];

/** One to five policies of a namespace, for pods of which some are among the others, whose rules often cover each other. */
export const denseArbitrary: fc.Arbitrary<readonly Json[]> = fc
  .array(
    fc
      .tuple(fc.constantFrom(...DENSE_SELECTORS), fc.array(denseRule, { maxLength: 4 }))
      .map(([podSelector, ingress]) => ({
        namespace: 'shop',
        spec: { podSelector, policyTypes: ['Ingress'], ingress },
      })),
    { minLength: 1, maxLength: 5 },
  )
  .map(named);
