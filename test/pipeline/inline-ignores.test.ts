import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import { CHECKING, polishFile } from '../checks/golden.ts';

const test = suite('inline ignores');

const HEAD = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\n';
const SAID = '# netpolish-ignore emptied-rule open on purpose';

/** What passes and what does not, as `check`; an ignore that is not needed as `unused-ignore`. */
function outcome(yaml: string, options: Partial<PolishOptions> = {}): { passed: string[]; open: string[] } {
  const { findings } = polishFile('np.yaml', yaml, options);
  const loud = findings.filter(({ severity }) => severity !== 'info');
  return {
    passed: loud.filter(({ ignored }) => ignored).map(({ check }) => check),
    open: loud.filter(({ ignored }) => !ignored).map(({ check }) => check),
  };
}

const PASSES = { passed: ['emptied-rule'], open: [] };
const STAYS = { passed: [], open: ['emptied-rule', 'unused-ignore'] };
const UNHEARD = { passed: [], open: ['emptied-rule'] };

const rules = (text: string): string =>
  `${HEAD}spec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n${text}`;

const places: readonly (readonly [what: string, yaml: string, expected: { passed: string[]; open: string[] }])[] = [
  ['above the item', `  ingress:\n    ${SAID}\n    - from:\n`, PASSES],
  ['behind the key', `  ingress:\n    - from: ${SAID}\n`, PASSES],
  ['at any indentation', `  ingress:\n${SAID}\n    - from:\n`, PASSES],
  ['above blank lines and other comments', `  ingress:\n    ${SAID}\n\n    # more\n    - from:\n`, PASSES],
  ['with a carriage return', `  ingress:\n    ${SAID}\r\n    - from:\r\n`, PASSES],
  [
    'stacked with another',
    `  ingress:
    # netpolish-ignore duplicate-key kept
    # netpolish-ignore unknown-field of a later version
    - {from: [{podSelector: {}}], later: 1, later: 2}
`,
    { passed: ['duplicate-key', 'unknown-field'], open: [] },
  ],
  ['above the list, which is another line', `  ${SAID}\n  ingress:\n    - from:\n`, STAYS],
  ['above another item', `  ingress:\n    ${SAID}\n    - from: [{podSelector: {}}]\n    - from:\n`, STAYS],
  ['behind another line', `  ingress: ${SAID}\n    - from:\n`, STAYS],
  ['below', `  ingress:\n    - from:\n    ${SAID}\n`, { passed: [], open: ['emptied-rule', 'unused-ignore'] }],
  [
    'in quotes',
    `  ingress:\n    - from:\n  x: "\n    ${SAID}\n    "\n`,
    { passed: [], open: ['emptied-rule', 'unknown-field'] },
  ],
];

for (const [what, yaml, expected] of places) {
  test(`a comment ${what}`, () => {
    const { passed, open } = outcome(rules(yaml));
    assert.equal({ passed, open: [...open].sort() }, expected, JSON.stringify(outcome(rules(yaml))));
  });
}

test('a comment above a key speaks of the block below it', () => {
  const yaml = `${HEAD}spec:\n  # netpolish-ignore dead-rules Calico runs them\n  egress:\n    - to: [{podSelector: {}}]\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n`;
  assert.equal(outcome(yaml), { passed: ['dead-rules'], open: [] });
});

test('text in a block scalar or in quotes is no comment', () => {
  for (const text of [
    `|\n      ${SAID}\n      - from:\n`,
    `"a\n\n      ${SAID}\n      b"\n`,
    `'a\n\n      ${SAID}\n      b'\n`,
  ]) {
    const yaml = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n  annotations:\n    note: ${text}spec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n  ingress: [{from: }]\n`;
    assert.equal(outcome(yaml), UNHEARD, yaml);
  }
  const twice = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n  annotations: {}\n  annotations:\n    note: |\n      x\nspec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n  podSelector: {matchLabels: {app: |\n    ${SAID}\n  }}\n  ingress: [{from: }]\n`;
  assert.not.ok(outcome(twice).passed.includes('emptied-rule'));
});

test('an annotation speaks for the whole policy, with any style of YAML', () => {
  for (const written of [
    '"emptied-rule: open on purpose"',
    "'emptied-rule: open on purpose'",
    '|\n      emptied-rule: open on purpose',
    '>-\n      emptied-rule: open\n      on purpose',
    '&why "emptied-rule: open on purpose"',
  ]) {
    const yaml = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n  annotations:\n    netpolish.dev/ignore: ${written}\nspec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n    - ports:\n`;
    const { findings, summary } = polishFile('np.yaml', yaml);
    const ignored = findings.filter((finding) => finding.ignored);
    assert.equal(
      ignored.map(({ check, ignored: why }) => [check, why?.by, why?.reason?.trim()]),
      [
        ['emptied-rule', 'annotation', 'open on purpose'],
        ['emptied-rule', 'annotation', 'open on purpose'],
      ],
      written,
    );
    assert.is(summary.ignored, 2);
    assert.is(summary.ignoredErrors, 2);
    assert.is(summary.errors, 0);
  }
});

const OPEN = 'spec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n';
const named = (name: string, annotation = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\n${annotation}`;
const NOTED = '  annotations: {netpolish.dev/ignore: "emptied-rule: mine"}\n';

const tricks: Readonly<Record<string, string>> = {
  'an annotation of another document': `${named('a', NOTED)}${OPEN}---\n${named('b')}${OPEN}`,
  'a comment at the end of the document before': `${named('a', NOTED)}${OPEN}    ${SAID}\n---\n${named('b')}${OPEN}`,
  'a comment on the line of the marker': `${named('a', NOTED)}${OPEN}--- ${SAID}\n${named('b')}${OPEN}`,
  'a document of comments in front': `${named('a', NOTED)}${OPEN}---\n${SAID}\n---\n${named('b')}${OPEN}`,
  'an annotation of the list': `apiVersion: v1\nkind: List\nmetadata:\n${NOTED}items:\n${item(named('a', NOTED) + OPEN)}${item(named('b') + OPEN)}`,
  'an alias to a place with a comment': `apiVersion: v1\nkind: List\nitems:\n${item(`${named('a', NOTED)}spec: &open\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n  ingress:\n    ${SAID}\n    - from:\n`)}${item(`${named('b')}spec: *open\n`)}`,
};

function item(object: string): string {
  const [first = '', ...others] = object.trimEnd().split('\n');
  return [`  - ${first}`, ...others.map((line) => `    ${line}`)].join('\n').concat('\n');
}

for (const [trick, yaml] of Object.entries(tricks)) {
  test(`${trick} lets nothing of policy b pass`, () => {
    const { findings } = polishFile('np.yaml', yaml);
    const rule = findings.filter(({ check }) => check === 'emptied-rule');
    assert.equal(
      rule.map(({ policy, ignored }) => [policy?.name, ignored?.by]),
      [
        ['a', rule[0]?.ignored?.by],
        ['b', undefined],
      ],
    );
    assert.ok(rule[0]?.ignored);
  });
}

test('two inputs do not mix: the same document number of another file is not meant', () => {
  const sources = [`${named('a', NOTED)}${OPEN}`, `${named('b')}${OPEN}`].map((yaml, i) => {
    return { name: `${i}.yaml`, bytes: Buffer.from(yaml), origin: 'file' } as const;
  });
  const { findings } = polish(sources, { ...CHECKING, oneStream: true });
  const rule = findings.filter(({ check }) => check === 'emptied-rule');
  assert.equal(
    rule.map(({ ignored }) => ignored?.by),
    ['annotation', undefined],
  );
});

test('a document that cannot be read says nothing', () => {
  const yaml = `${named('a', '  annotations: {netpolish.dev/ignore: "unparsable-policy: known"}\n')}# netpolish-ignore unparsable-policy known\nspec: {\n`;
  const { findings } = polishFile('np.yaml', yaml);
  assert.equal(
    findings.map(({ check, ignored }) => [check, ignored]),
    [['unparsable-policy', undefined]],
  );
});

test('what is about two policies passes only where both say so, in any order', () => {
  const policy = (rule: string, noted: string): string =>
    `${named('a', noted)}spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: ${rule}}\n`;
  const noted = '  annotations: {netpolish.dev/ignore: "duplicate-policy: one of them is only for prod"}\n';
  const commented = '  # netpolish-ignore duplicate-policy one of them is only for prod\n';
  const said = (first: string, second: string): boolean => {
    const { findings } = polishFile('np.yaml', `${first}---\n${second}`);
    const twice = findings.filter(({ check }) => check === 'duplicate-policy');
    assert.is(twice.length, 1);
    return twice[0]?.ignored !== undefined;
  };
  const [loud, quiet] = [policy('[]', ''), policy('[{}]', noted)];
  assert.not.ok(said(loud, quiet));
  assert.not.ok(said(quiet, loud));
  assert.ok(said(policy('[]', noted), quiet));
  const above = policy('[]', '').replace('  name: a\n', `${commented}  name: a\n`);
  assert.ok(said(above, quiet));
  assert.ok(said(quiet, above));
});

test('no manifest lets pass what is about its namespace', () => {
  const yaml = `${named('a', '  annotations: {netpolish.dev/ignore: "no-default-deny: not ours"}\n')}spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: []}\n`;
  const { findings } = polishFile('np.yaml', yaml, { severities: { 'no-default-deny': 'warning' } });
  assert.equal(
    findings.filter(({ severity }) => severity !== 'info').map(({ check, ignored }) => [check, ignored]),
    [
      ['no-default-deny', undefined],
      ['unused-ignore', undefined],
    ],
  );
});

test('which of them count is for the caller to say', () => {
  const yaml = `${named('a', '  annotations: {netpolish.dev/ignore: "emptied-rule: mine; redundant-rule: mine"}\n')}${OPEN}`;
  const run = (options: Partial<PolishOptions>): readonly unknown[] => {
    const { findings, ignores } = polishFile('np.yaml', yaml, options);
    const rule = findings.find(({ check }) => check === 'emptied-rule');
    return [rule?.ignored?.by, ignores.unheard, findings.filter(({ check }) => check === 'unused-ignore').length];
  };
  assert.equal(run({}), ['annotation', 0, 1]);
  assert.equal(run({ inlineIgnores: 'none' }), [undefined, 2, 0]);
  assert.equal(run({ inlineIgnores: 'listed', inlineIgnorable: ['emptied-rule'] }), ['annotation', 1, 0]);
  assert.equal(run({ inlineIgnores: 'listed', inlineIgnorable: ['redundant-rule'] }), [undefined, 1, 1]);
  assert.equal(run({ inlineIgnores: 'listed', inlineIgnorable: [] }), [undefined, 2, 0]);
});

const DEPLOYMENT = (annotation: string, comment = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n${comment}  name: db\n${annotation}spec:\n  template:\n    metadata: {labels: {app: db}}\n    spec: {containers: [{name: db, ports: [{containerPort: 5432}]}]}\n`;
const CLOSED = `${named('web')}spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: []}\n`;

test('a workload speaks for itself, by an annotation or above its name', () => {
  const by = (deployment: string): readonly unknown[] =>
    polishFile('np.yaml', `${CLOSED}---\n${deployment}`)
      .findings.filter(({ severity }) => severity !== 'info')
      .map(({ check, ignored, location }) => [check, ignored?.by, location.line]);
  const why = 'open-by-default: it is a public mirror';
  assert.equal(by(DEPLOYMENT('')), [['open-by-default', undefined, 10]]);
  assert.equal(by(DEPLOYMENT(`  annotations: {netpolish.dev/ignore: "${why}"}\n`)), [
    ['open-by-default', 'annotation', 10],
  ]);
  assert.equal(by(DEPLOYMENT(`  annotations:\n    netpolish.dev/ignore: >-\n      ${why}\n`)), [
    ['open-by-default', 'annotation', 10],
  ]);
  assert.equal(by(DEPLOYMENT('', '  # netpolish-ignore open-by-default it is a public mirror\n')), [
    ['open-by-default', 'comment', 11],
  ]);
  assert.equal(by(DEPLOYMENT('  annotations: {netpolish.dev/ignore: "open-by-defalt: x"}\n')), [
    ['open-by-default', undefined, 10],
    ['unused-ignore', undefined, 11],
  ]);
});

test('a script that speaks of us in a ConfigMap is data', () => {
  const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  run.sh: |\n    ${SAID}\n    echo\n`;
  assert.equal(polishFile('np.yaml', `${CLOSED}---\n${map}`).findings, []);
});

test('an ignore of unused-ignore is heeded and never told', () => {
  const yaml = `${named('a', '  annotations:\n    netpolish.dev/ignore: "emptied-ports: for other values; unused-ignore: for other values"\n')}spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: []}\n`;
  assert.equal(outcome(yaml), { passed: ['unused-ignore'], open: [] });
  assert.equal(outcome(yaml, { severities: { 'unused-ignore': 'off' } }), { passed: [], open: [] });
});

test('of a check that is off nobody can tell whether its ignore is needed', () => {
  const yaml = `${rules(`  ingress:\n    ${SAID}\n    - from:\n`)}`;
  assert.equal(outcome(yaml, { severities: { 'emptied-rule': 'off' } }), { passed: [], open: [] });
});

test('hooks that are skipped and patches of a kustomization are not asked', () => {
  const hook = `${named('a', '  annotations: {helm.sh/hook: test}\n')}${OPEN}    ${SAID}\n`;
  assert.equal(polishFile('np.yaml', hook, { hooks: 'skip' }).findings, []);
  const patch = {
    name: 'p.yaml',
    bytes: Buffer.from(`${named('a')}${OPEN}    ${SAID}\n`),
    origin: 'file',
    patch: true,
  };
  assert.equal(polish([{ ...patch, origin: 'file' }], CHECKING).findings, []);
});

test('what is ignored is not fixed, what is only old is', () => {
  const yaml = (annotation: string): string =>
    `${named('a', annotation)}spec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n  ingress:\n`;
  const fixed = polishFile('np.yaml', yaml(''), { fix: 'safe' });
  assert.is(fixed.summary.fixed, 1);
  const check = fixed.findings[0]?.check;
  const noted = yaml(`  annotations: {netpolish.dev/ignore: "${check}: denied on purpose"}\n`);
  const left = polishFile('np.yaml', noted, { fix: 'safe' });
  assert.is(String(left.outputs[0]), noted);
  assert.equal([left.summary.fixed, left.summary.ignored], [0, 1]);
  const named_ = polishFile('np.yaml', yaml(''), {
    fix: 'safe',
    ignore: [{ check: '*', policy: 'a', by: 'option', from: '--ignore' }],
  });
  assert.is(String(named_.outputs[0]), yaml(''));
});

test('a suppression is never merged away', () => {
  const policy = (name: string, annotation: string, rule: string): string =>
    `${named(name, annotation)}spec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n  ingress:\n${rule}`;
  const rule = '    - from: [{podSelector: {}}]\n';
  const noted = (why: string): string => `  annotations: {netpolish.dev/ignore: "redundant-rule: ${why}"}\n`;
  const reason = (first: string, second: string, options: Partial<PolishOptions> = {}): string | undefined => {
    const polished = polishFile('np.yaml', `${first}---\n${second}`, {
      merge: true,
      allowedAnnotations: ['*'],
      ...options,
    });
    assert.is(polished.merges.length, polished.groups[0]?.merge.possible ? 1 : 0);
    return polished.groups[0]?.merge.reason;
  };
  assert.is(reason(policy('a', '', rule), policy('b', '', rule)), undefined);
  assert.is(reason(policy('a', noted('x'), rule), policy('b', noted('x'), rule)), undefined);
  assert.match(
    reason(policy('a', noted('x'), rule), policy('b', '', rule)) ?? '',
    'their annotation netpolish.dev/ignore differs',
  );
  const commented = `    # netpolish-ignore redundant-rule kept\n${rule}`;
  assert.match(reason(policy('a', '', commented), policy('b', '', rule)) ?? '', 'a has a `# netpolish-ignore`');
  assert.is(
    reason(policy('a', '', commented), policy('b', '', rule), { noIgnore: true, inlineIgnores: 'none' }),
    undefined,
  );
});

test('--no-ignore disregards the annotation that keeps a policy out of merges', () => {
  const policy = (name: string): string =>
    `${named(name, '  annotations: {netpolish.dev/merge: "false"}\n')}spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: []}\n`;
  const merges = (noIgnore: boolean): number =>
    polishFile('np.yaml', `${policy('a')}---\n${policy('b')}`, { merge: true, noIgnore }).merges.length;
  assert.equal([merges(false), merges(true)], [0, 1]);
});

test.run();
