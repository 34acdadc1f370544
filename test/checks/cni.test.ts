/** What findings say where the network plugin of the cluster is known. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import type { Finding } from '../../src/finding.ts';
import { polish } from '../../src/pipeline/polish.ts';
import { CNIS, type Cni, PLUGINS, whyNotEnforced } from '../../src/policy/cni.ts';
import { CHECKING, polishFile } from './golden.ts';

const test = suite('checks with a plugin');

const policy = (name: string, spec: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {${spec}}\n`;

const WEB = 'podSelector: {matchLabels: {app: web}}';
const DEAD = policy('dead', `${WEB}, policyTypes: [Egress], egress: [{}], ingress: [{ports: [{port: 80}]}]`);
const DEAD_ALL = policy('dead', `${WEB}, policyTypes: [Egress], egress: [{}], ingress: [{}]`);
const DENY = policy('deny', 'podSelector: {}, policyTypes: [Ingress]');
const DENY_SOME = policy('deny', 'podSelector: {matchLabels: {tier: x}}, policyTypes: [Ingress]');
const DENY_OTHERS = policy('deny', 'podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]');

/** The kinds of plugins, with one of each. */
type Kind = 'ignored' | 'enforced' | 'added' | 'unknown';
const EXAMPLES: Readonly<Record<Kind, Cni>> = {
  ignored: 'calico',
  enforced: 'cilium',
  added: 'ovn-kubernetes',
  unknown: 'flannel',
};

const DEAD_RULES: readonly (readonly [string, readonly string[], Readonly<Record<Kind, string>>])[] = [
  [
    'alone',
    [DEAD],
    {
      ignored: 'warning ignored',
      enforced: 'warning closes',
      added: 'warning ignored',
      unknown: 'warning varies',
    },
  ],
  [
    'beside a policy that isolates all its pods',
    [DEAD, DENY],
    { ignored: 'warning ignored', enforced: 'warning opens', added: 'warning opens', unknown: 'warning varies' },
  ],
  [
    'beside a policy that isolates some of its pods',
    [DEAD, DENY_SOME],
    { ignored: 'warning ignored', enforced: 'warning closes', added: 'warning opens', unknown: 'warning varies' },
  ],
  [
    'beside a policy for other pods',
    [DEAD, DENY_OTHERS],
    { ignored: 'warning ignored', enforced: 'warning closes', added: 'warning ignored', unknown: 'warning varies' },
  ],
  [
    'that allow all, alone',
    [DEAD_ALL],
    { ignored: 'info ignored', enforced: 'info ignored', added: 'info ignored', unknown: 'info varies' },
  ],
  [
    'that allow all, beside a deny',
    [DEAD_ALL, DENY],
    { ignored: 'warning ignored', enforced: 'warning opens', added: 'warning opens', unknown: 'warning varies' },
  ],
  [
    'that allow all, beside a deny for some',
    [DEAD_ALL, DENY_SOME],
    { ignored: 'warning ignored', enforced: 'warning opens', added: 'warning opens', unknown: 'warning varies' },
  ],
  [
    'that allow all, beside a policy for other pods',
    [DEAD_ALL, DENY_OTHERS],
    { ignored: 'info ignored', enforced: 'info ignored', added: 'info ignored', unknown: 'warning varies' },
  ],
];

for (const [name, policies, wanted] of DEAD_RULES) {
  test(`dead rules ${name}`, () => {
    for (const kind of Object.keys(wanted) as Kind[]) {
      const [finding] = found('dead-rules', policies, EXAMPLES[kind]);
      assert.is(`${finding?.severity} ${finding?.effect}`, wanted[kind], kind);
      assert.equal(without(found('dead-rules', [...policies].reverse(), EXAMPLES[kind])), without([finding]));
    }
  });
}

/** Faults inside of a dead rule, and how loud they are: where nobody says which plugin, and by what the plugin does. */
const INSIDE: readonly (readonly [check: string, rule: string, Readonly<Record<Kind, string>>])[] = [
  [
    'emptied-peers',
    'from: , ports: [{port: 80}]',
    { unknown: 'warning varies', ignored: 'info ignored', enforced: 'error opens', added: 'warning varies' },
  ],
  [
    'emptied-peers',
    'from: [], ports: [{port: 80}]',
    { unknown: 'warning varies', ignored: 'info ignored', enforced: 'warning opens', added: 'warning varies' },
  ],
  [
    'emptied-peer-selector',
    'from: [{}]',
    { unknown: 'error rejected', ignored: 'error rejected', enforced: 'error rejected', added: 'error rejected' },
  ],
  [
    'unknown-field',
    'form: [{podSelector: {}}], ports: [{port: 80}]',
    { unknown: 'error varies', ignored: 'error varies', enforced: 'error varies', added: 'error varies' },
  ],
];

for (const [check, rule, wanted] of INSIDE) {
  test(`${check} in a dead rule: {${rule}}`, () => {
    const spec = `${WEB}, policyTypes: [Egress], egress: [{}], ingress: [{${rule}}]`;
    for (const kind of Object.keys(wanted) as Kind[]) {
      const [finding] = found(check, [policy('p', spec)], EXAMPLES[kind]);
      assert.is(`${finding?.severity} ${finding?.effect}`, wanted[kind], kind);
      if (finding?.effect === 'rejected') continue;
      assert.match(finding?.message ?? '', /policyTypes does not list Ingress/);
      if (kind !== 'unknown') assert.match(finding?.message ?? '', PLUGINS[EXAMPLES[kind] as 'calico'].name);
    }
  });
}

test('a block admits pods, or may, unless the plugin takes no pod for an address', () => {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}\nspec: {containers: [{name: c}]}\n`;
  const out = policy('out', `${WEB}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]`);
  const into = policy(
    'in',
    'podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]',
  );
  for (const cni of ['', ...CNIS] as const) {
    const told = found('one-sided-allow', [out, into, pod('web'), pod('db')], cni);
    assert.equal(
      told.map(({ severity, effect }) => `${severity} ${effect}`),
      cni === 'cilium' ? ['warning closes'] : [],
      cni,
    );
    for (const { message } of told)
      assert.match(message, 'where no rule means Pod web: to Cilium no ipBlock has pods.');
  }
});

test('every plugin is told by its name, and by no other; without a fact nothing changes', () => {
  const unsaid = found('dead-rules', [DEAD], '');
  for (const cni of CNIS) {
    const told = found('dead-rules', [DEAD], cni);
    const { name, deadRules } = PLUGINS[cni];
    if (deadRules === undefined) {
      assert.equal(told, unsaid, cni);
      continue;
    }
    const sentence = told[0]?.effectText.toLowerCase() ?? '';
    assert.ok(sentence.includes(name.toLowerCase()), `${cni}: ${sentence}`);
    for (const other of CNIS)
      if (other !== cni && other !== 'none')
        assert.not.ok(sentence.includes(PLUGINS[other].name.toLowerCase()), `${cni}: ${sentence}`);
  }
});

test('every fact names what it was read in', () => {
  for (const cni of CNIS) {
    const { name, ...facts } = PLUGINS[cni];
    assert.ok(name !== '');
    for (const fact of Object.values(facts)) assert.match(fact.source, /^[a-z][\w .,/#()-]+$/, cni);
    // What enforces nothing has nothing to tell apart.
    if (whyNotEnforced(cni) !== undefined) assert.equal(Object.keys(facts), ['enforces']);
  }
});

test('the schema of the configuration lists the plugins, and nothing else', () => {
  assert.equal(schema.properties.cni.enum, ['', ...CNIS]);
});

test('that nothing enforces policies is told once, whatever is read how', () => {
  const sources = ['a', 'b', 'c'].map((name) => ({
    name: `${name}.yaml`,
    bytes: Buffer.from(name === 'a' ? 'kind: Service\n' : [policy(`${name}1`, WEB), DEAD].join('---\n')),
    origin: 'file' as const,
  }));
  for (const cni of ['', ...CNIS] as const) {
    for (const oneStream of [true, false]) {
      const { findings } = polish(sources, { ...CHECKING, cni, oneStream });
      const told = findings.filter(({ check }) => check === 'not-enforced');
      assert.is(told.length, whyNotEnforced(cni) ? 1 : 0, `${cni} ${oneStream}`);
      assert.equal(
        told.map(({ policy: of, location }) => `${location.file} ${of?.name}`),
        whyNotEnforced(cni) ? ['b.yaml b1'] : [],
      );
    }
  }
});

test('where nothing is enforced, all other findings stay as they are', () => {
  const text = [DEAD, DENY, policy('blank', `${WEB}, policyTypes: [Ingress], ingress: [{from: }]`)].join('---\n');
  const { findings } = polishFile('np.yaml', text);
  for (const cni of ['none', 'flannel'] as const)
    assert.equal(
      polishFile('np.yaml', text, { cni }).findings.filter(({ check }) => check !== 'not-enforced'),
      findings,
    );
});

test('nothing is told of a cluster without policies', () => {
  assert.equal(polishFile('np.yaml', 'kind: Service\napiVersion: v1\n', { cni: 'none' }).findings, []);
});

function found(check: string, policies: readonly string[], cni: Cni): readonly Finding[] {
  return polishFile('np.yaml', policies.join('---\n'), { cni }).findings.filter((finding) => finding.check === check);
}

function without(findings: readonly (Finding | undefined)[]): unknown {
  return findings.map((finding) => finding && [finding.severity, finding.effect, finding.message, finding.help]);
}

test.run();
