import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allowed, type Connection, type Json, type Labels, type Peer, type Pod } from './evaluator.ts';
import { firstDifference, probe, probeCount, verdicts } from './probes.ts';
import { groupArbitrary, policySetArbitrary } from './universe.ts';

const test = suite('laws/evaluator');

const WEB: Pod = pod('shop', { app: 'web' });
const OTHER: Pod = pod('shop', { app: 'other' });
const BANK: Pod = pod('bank', { app: 'web' });
const OUTSIDE: Peer = { ip: '8.8.8.8' };

function pod(namespace: string, labels: Labels): Pod {
  const namedPorts = [{ name: 'http', protocol: 'TCP', containerPort: 8080 }];
  return { namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels, namedPorts };
}

function shop(spec: Json): Json {
  return { metadata: { name: 'p', namespace: 'shop' }, spec };
}

function into(peer: Peer, port: number = 80, protocol: string = 'TCP', subject: Pod = WEB): Connection {
  return { direction: 'ingress', pod: subject, peer, protocol, port };
}

function out(peer: Peer, port: number = 80, protocol: string = 'TCP', subject: Pod = WEB): Connection {
  return { direction: 'egress', pod: subject, peer, protocol, port };
}

function from(...peers: readonly Json[]): readonly Json[] {
  return [shop({ ingress: [{ from: peers }] })];
}

function ports(...items: readonly Json[]): readonly Json[] {
  return [shop({ ingress: [{ ports: items }] })];
}

function selecting(podSelector: Json): readonly Json[] {
  return [shop({ podSelector })];
}

const EVERYTHING: Json = { ingress: [{}], policyTypes: ['Ingress'] };
const EXCEPT: Json = { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } };

const VERDICTS: readonly (readonly [fact: string, policies: readonly Json[], connection: Connection, want: boolean])[] =
  [
    ['no policy: allowed', [], into(OTHER), true],
    ['spec absent: denies ingress', [{ metadata: { namespace: 'shop' } }], into(OTHER), false],
    ['spec null: denies ingress', [shop(null)], into(OTHER), false],
    ['spec {}: leaves egress alone', [shop({})], out(OTHER), true],
    ['a policy of another namespace does nothing', [shop({})], into(OTHER, 80, 'TCP', BANK), true],
    ['podSelector null selects all', selecting(null), into(OTHER), false],
    ['matchLabels null selects all', selecting({ matchLabels: null }), into(OTHER), false],
    ['a selector for others does not isolate', selecting({ matchLabels: { app: 'db' } }), into(OTHER), true],
    ['a label null is "" and selects no web pod', selecting({ matchLabels: { app: null } }), into(OTHER), true],
    ['values [null] is [""]', selecting({ matchExpressions: [expression('app', 'In', null)] }), into(OTHER), true],
    ['NotIn selects where the key is absent', selecting({ matchExpressions: [notIn('tier')] }), into(OTHER), false],
    ['NotIn does not select a listed value', selecting({ matchExpressions: [notIn('app')] }), into(OTHER), true],
    ['Exists asks for presence', selecting({ matchExpressions: [expression('tier', 'Exists')] }), into(OTHER), true],
    [
      'DoesNotExist asks for absence',
      selecting({ matchExpressions: [expression('tier', 'DoesNotExist')] }),
      into(OTHER),
      false,
    ],
    ['ingress [] denies ingress', [shop({ ingress: [], policyTypes: ['Ingress'] })], into(OTHER), false],
    ['egress [] without policyTypes does not isolate egress', [shop({ egress: [] })], out(OTHER), true],
    ['egress [{}] without policyTypes isolates ingress too', [shop({ egress: [{}] })], into(OTHER), false],
    [
      'egress rules without policyTypes isolate egress',
      [shop({ egress: [{ ports: [{ port: 53 }] }] })],
      out(OTHER),
      false,
    ],
    ['policyTypes [Ingress, Egress] and no rules denies egress', [shop(types('Ingress', 'Egress'))], out(OTHER), false],
    ['policyTypes [Egress] leaves ingress alone', [shop(types('Egress'))], into(OTHER), true],
    ['policyTypes [] is inferred', [shop(types())], into(OTHER), false],
    ['dead rules allow nothing', [shop({ ...EVERYTHING, policyTypes: ['Egress'] }), shop({})], into(OTHER), false],
    ['a null rule allows all', [shop({ ingress: [null] })], into(OUTSIDE, 1, 'SCTP'), true],
    ['policies add up', [shop({}), shop(EVERYTHING)], into(OTHER), true],
    ['from [] is any peer', from(), into(OUTSIDE), true],
    ['from null is any peer', [shop({ ingress: [{ from: null }] })], into(OUTSIDE), true],
    ['podSelector {} is the own namespace', from({ podSelector: {} }), into(OTHER), true],
    ['podSelector {} is not another namespace', from({ podSelector: {} }), into(BANK), false],
    ['podSelector {} is nothing outside', from({ podSelector: {} }), into(OUTSIDE), false],
    ['namespaceSelector {} is every pod', from({ namespaceSelector: {} }), into(BANK), true],
    ['namespaceSelector {} is nothing outside', from({ namespaceSelector: {} }), into(OUTSIDE), false],
    ['both selectors must hold', from({ namespaceSelector: {}, podSelector: app('web') }), into(OTHER), false],
    ['two items are an OR', from({ namespaceSelector: {} }, { podSelector: app('web') }), into(OTHER), true],
    [
      'namespaceSelector null is the own namespace',
      from({ namespaceSelector: null, podSelector: {} }),
      into(BANK),
      false,
    ],
    ['metadata.name names a namespace', from({ namespaceSelector: named('bank') }), into(BANK), true],
    ['ipBlock covers an address', from(EXCEPT), into({ ip: '10.2.0.1' }), true],
    ['except takes it away', from(EXCEPT), into({ ip: '10.1.2.3' }), false],
    ['another item gives it back', from(EXCEPT, { ipBlock: { cidr: '10.1.0.0/16' } }), into({ ip: '10.1.2.3' }), true],
    ['an IPv4 block is no IPv6', from({ ipBlock: { cidr: '0.0.0.0/0' } }), into({ ip: '2001:db8::1' }), false],
    ['an IPv6 block', from({ ipBlock: { cidr: '2001:db8::/33' } }), into({ ip: '2001:db8:7fff::1' }), true],
    ['beside an IPv6 block', from({ ipBlock: { cidr: '2001:db8::/33' } }), into({ ip: '2001:db8:8000::1' }), false],
    ['ports [] is every port and protocol', ports(), into(OTHER, 9, 'SCTP'), true],
    ['a null port is every TCP port', ports(null), into(OTHER, 9), true],
    ['a null port is no UDP port', ports(null), into(OTHER, 9, 'UDP'), false],
    ['protocol null is TCP', ports({ protocol: null, port: 80 }), into(OTHER), true],
    ['a port of UDP is not one of TCP', ports({ protocol: 'UDP', port: 80 }), into(OTHER), false],
    ['endPort is inclusive', ports({ port: 80, endPort: 90 }), into(OTHER, 90), true],
    ['above endPort', ports({ port: 80, endPort: 90 }), into(OTHER, 91), false],
    ['a named port is the selected pod its own', ports({ port: 'http' }), into(OUTSIDE, 8080), true],
    ['a named port is another number elsewhere', ports({ port: 'http' }), into(OUTSIDE, 80), false],
    ['a named port keeps to its protocol', ports({ protocol: 'UDP', port: 'http' }), into(OUTSIDE, 8080, 'UDP'), false],
    [
      'a named port at egress is of the peer',
      [shop({ egress: [{ ports: [{ port: 'http' }] }] })],
      out(OTHER, 8080),
      true,
    ],
    ['a named port is never outside', [shop({ egress: [{ ports: [{ port: 'http' }] }] })], out(OUTSIDE, 8080), false],
    [
      'halves of one rule go together',
      [shop({ ingress: [{ from: [EXCEPT], ports: [{ port: 80 }] }] })],
      into(OTHER),
      false,
    ],
  ];

function expression(key: string, operator: string, ...values: readonly Json[]): Json {
  return { key, operator, ...(values.length > 0 && { values }) };
}

function notIn(key: string): Json {
  return expression(key, 'NotIn', 'web');
}

function types(...policyTypes: readonly string[]): Json {
  return { podSelector: {}, policyTypes };
}

function app(value: string): Json {
  return { matchLabels: { app: value } };
}

function named(namespace: string): Json {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}

for (const [fact, policies, connection, want] of VERDICTS) {
  test(fact, () => {
    assert.is(allowed(policies, connection), want);
  });
}

test('a peer that the server rejects is an error', () => {
  assert.throws(() => allowed(from({}), into(OTHER)), /must specify a peer/);
});

test('verdicts are allowed() of every probe', () => {
  const some = fc.tuple(policySetArbitrary, fc.array(fc.nat(probeCount - 1), { minLength: 50 }));
  const law = fc.property(some, ([policies, indexes]) => {
    const all = verdicts(policies);
    for (const index of indexes) assert.is(all[index] === 1, allowed(policies, probe(index)));
  });
  fc.assert(law, { numRuns: 50 });
});

test('the order of policies means nothing', () => {
  const law = fc.property(policySetArbitrary, (policies) => {
    assert.is(firstDifference(policies, [...policies].reverse()), undefined);
  });
  fc.assert(law, { numRuns: 50 });
});

// If a naive merge survived the universe, the universe would be too tame to judge a merge.
test('probes catch a merge that forgets dead rules', () => {
  const caught = fc.sample(groupArbitrary, { numRuns: 100, seed: 1 }).filter((group) => {
    const specs = group.map((policy) => (policy as { readonly spec: Readonly<Record<string, Json>> }).spec);
    const join = (key: string): readonly Json[] => specs.flatMap((spec) => (spec[key] ?? []) as readonly Json[]);
    const podSelector = specs[0]?.podSelector ?? {};
    const merged = {
      podSelector,
      ingress: join('ingress'),
      egress: join('egress'),
      policyTypes: ['Ingress', 'Egress'],
    };
    const { metadata } = group[0] as { readonly metadata: Json };
    return firstDifference(group, [{ metadata, spec: merged }]) !== undefined;
  });
  assert.ok(caught.length > 25, `only ${caught.length} of 100`);
});

test.run();
