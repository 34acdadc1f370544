import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reportOf } from './helm-report.ts';
import { type Call, createBenches, faults, removeBenches, shop, writeChart } from './netpolish.ts';
import { rendered } from './rendered.ts';

const test = suite('helm template');
const benches = await createBenches();
test.after(() => removeBenches(benches));

const template = ['template', 'shop', shop];

/** What a fault of the shop is blocked for. `quoted` is what the caret stands under. */
type Fault = {
  readonly check: string;
  readonly policy: string;
  readonly file: string;
  readonly quoted: string;
  readonly wayOut: RegExp;
};

const ingressFile = 'shop/templates/networkpolicy-web-ingress.yaml';
const egressFile = 'shop/templates/networkpolicy-web-egress.yaml';

const FAULTS: Readonly<Record<string, Fault>> = {
  strayIngress: {
    check: 'emptied-direction',
    policy: 'shop-web-egress',
    file: egressFile,
    quoted: '{}',
    wayOut: /--post-renderer-args --fix/,
  },
  emptyFrom: {
    check: 'emptied-peers',
    policy: 'shop-web-ingress',
    file: ingressFile,
    quoted: 'from:',
    wayOut: /NETPOLISH_IGNORE=emptied-peers:shop-web-ingress helm /,
  },
  barePorts: {
    check: 'emptied-rule',
    policy: 'shop-web-egress',
    file: egressFile,
    quoted: 'ports:',
    wayOut: /NETPOLISH_IGNORE=emptied-rule:shop-web-egress helm /,
  },
  duplicateName: {
    check: 'duplicate-policy',
    policy: 'shop-web-ingress',
    file: ingressFile,
    quoted: 'shop-web-ingress',
    wayOut: /--merge-same-name|NETPOLISH_IGNORE=duplicate-policy|No way around duplicate-policy/,
  },
  nullLabel: {
    check: 'emptied-label',
    policy: 'shop-web-ingress',
    file: ingressFile,
    quoted: 'track:',
    wayOut: /NETPOLISH_IGNORE=emptied-label:shop-web-ingress helm /,
  },
};

const MISTAKES: readonly { readonly what: string; readonly call: Call; readonly words: RegExp }[] = [
  { what: 'an unknown flag', call: { flags: ['--nope'] }, words: /^netpolish: .*--nope/m },
  { what: 'a flag without its value', call: { flags: ['--fail-on'] }, words: /^netpolish: .*--fail-on/m },
  { what: 'a value that is none', call: { flags: ['--fail-on=loud'] }, words: /^netpolish: .*loud/m },
  {
    what: 'a variable that is none',
    call: { env: { NETPOLISH_FAIL_ON: 'loud' } },
    words: /^netpolish: NETPOLISH_FAIL_ON/m,
  },
  {
    what: 'a report file that cannot be written',
    call: { flags: ['--report-file=missing/report.json'] },
    words: /^netpolish: .*missing\/report\.json/m,
  },
];

for (const bench of benches) {
  const { host, folder, bare, through, polished } = bench;

  test(`${host.name}: a clean render is not touched`, async () => {
    const before = host.major === 3 ? await bare(template) : await through(['cat'], template);
    assert.equal(await polished(template), before);
    assert.is(rendered(before.stdout).length > 10, true);
  });

  test(`${host.name}: faults switched off, trailing blanks are not touched either`, async () => {
    const args = [...template, ...faults('trailingBlanks')];
    assert.equal(await polished(args), await through(['cat'], args));
  });

  for (const [fault, expected] of Object.entries(FAULTS)) {
    for (const switches of [[fault], [fault, 'trailingBlanks']]) {
      test(`${host.name}: ${switches.join(' and ')}: the render fails and says why`, async () => {
        const args = [...template, ...faults(...switches)];
        await through(['tee', join(folder, 'sent.yaml')], args);
        const sent = (await readFile(join(folder, 'sent.yaml'), 'utf8')).split('\n');
        const { code, stdout, stderr } = await polished(args);
        assert.is(code, 1);
        assert.is(stdout, '');
        const report = reportOf(host, stderr);
        assert.match(
          report.text,
          /^netpolish stopped this release: 1 error\. Nothing was sent to the cluster; no revision/,
        );
        const { check, policy, file, quoted, wayOut } = expected;
        const place = `${file} (rendered line ${report.excerpt.line})`;
        assert.ok(report.lines.includes(`error ${check}  NetworkPolicy ${policy}  ${place}`), stderr);
        assert.is(report.excerpt.text, sent[report.excerpt.line - 1]?.replaceAll('\t', ' ').trimEnd());
        assert.is(report.excerpt.underlined, quoted);
        assert.match(report.lines.at(-1) ?? '', wayOut);
      });
    }
  }

  test(`${host.name}: a report tells what this Helm does, and no other`, async () => {
    const { stderr } = await polished([...template, ...faults('strayIngress')]);
    const [own, other] = host.major === 3 ? ['Helm 3: ', 'Helm 4: '] : ['Helm 4: ', 'Helm 3: '];
    assert.match(stderr, own);
    assert.not.match(stderr, other);
  });

  test(`${host.name}: tabs, blank ends, escapes and direction marks do not spoil the report`, async () => {
    const chart = await writeChart(folder, 'nasty', { 'templates/np.yaml': nasty });
    const { code, stderr } = await polished(['template', 'x', chart]);
    assert.is(code, 1);
    const { lines, text } = reportOf(host, stderr);
    assert.ok(lines.some((line) => line.startsWith('error emptied-peers  NetworkPolicy nasty')));
    assert.not.match(text, /[\t\u001b\u202e]| $/m);
    assert.match(text, 'é');
  });

  for (const { what, call, words } of MISTAKES) {
    test(`${host.name}: ${what} stops the render with one line`, async () => {
      const { code, stdout, stderr } = await polished(template, call);
      assert.is(code, 1);
      assert.is(stdout, '');
      const report = reportOf(host, stderr);
      assert.match(report.text, words);
      assert.is(report.lines.length, 1, report.text);
    });
  }

  for (const flags of [[], ['--merge', '--fix'], ['--report-file=nothing.json']]) {
    test(`${host.name}: a chart that renders nothing is fine ${flags.join(' ')}`, async () => {
      const chart = await writeChart(folder, 'nothing', { 'templates/NOTES.txt': 'Nothing to see.\n' });
      const { code, stdout, stderr } = await polished(['template', 'x', chart], { flags });
      assert.is(code, 0, stderr);
      assert.equal(rendered(stdout), []);
    });
  }

  test(`${host.name}: a render without policies is not touched`, async () => {
    const chart = await writeChart(folder, 'plain', { 'templates/a.yaml': plain });
    assert.equal(await polished(['template', 'x', chart]), await through(['cat'], ['template', 'x', chart]));
  });
}

for (const { host, folder, bare, polished } of benches.filter((bench) => bench.host.major === 3)) {
  test(`${host.name}: a chart that carries Helm 4's annotation still fails as Helm 3 needs it`, async () => {
    const files = { 'templates/a.yaml': annotated('a', 'x/templates/a.yaml'), 'templates/b.yaml': plain };
    const chart = await writeChart(folder, 'annotated', files);
    const { code, stdout, stderr } = await polished(['template', 'x', chart]);
    assert.is(code, 1);
    assert.is(stdout, '');
    assert.match(
      stderr,
      /error output:\nnetpolish stopped this release: 1 error\.[\s\S]*error emptied-rule[\s\S]*: exit status 1/,
    );
  });

  test(`${host.name}: --output-dir sends nothing to a post-renderer, and netpolish nothing back`, async () => {
    const args = [...template, '--output-dir', 'out'];
    const before = await bare(args);
    assert.equal(await polished(args), before);
    assert.match(before.stdout, 'wrote out/shop/templates/networkpolicy-web-egress.yaml');
  });
}

for (const { host, folder, polished } of benches.filter((bench) => bench.host.major === 4)) {
  test(`${host.name}: --helm4-report exit fails without our words`, async () => {
    const call = { flags: ['--helm4-report', 'exit'] };
    const { code, stdout, stderr } = await polished([...template, ...faults('strayIngress')], call);
    assert.is(code, 1);
    assert.is(stdout, '');
    assert.match(stderr, 'plugin "netpolish" exited with error');
    assert.not.match(stderr, 'emptied-direction');
    assert.is((await polished(template, call)).code, 0);
  });

  test(`${host.name}: --output-dir writes what netpolish printed`, async () => {
    const { code, stdout } = await polished([...template, '--output-dir', 'merged'], { flags: ['--merge'] });
    assert.is(code, 0);
    assert.not.match(stdout, 'networkpolicy-web-ingress.yaml');
    const merged = await readFile(join(folder, 'merged/shop/templates/networkpolicy-web-egress.yaml'), 'utf8');
    assert.match(merged, 'netpolish.dev/merged-from: "shop-web-egress,shop-web-ingress"');
    const blocked = await polished([...template, ...faults('emptyFrom'), '--output-dir', 'blocked']);
    assert.is(blocked.code, 1);
    assert.not.match(blocked.stdout, 'wrote');
  });
}

test.run();

const plain = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plain\ndata:\n  kind: "NetworkPolicy"\n';

const nasty = `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: nasty
spec:
  podSelector:
    matchLabels:
      app: "we\\eb\\u202e"
  ingress:
    - from:\t# nobody,\té  \t
      ports:
        - port: 80
`;

/** A faulty policy that says where it comes from as Helm 4 does. */
function annotated(name: string, file: string): string {
  return `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  annotations:
    postrenderer.helm.sh/postrender-filename: '${file}'
spec:
  podSelector: {}
  ingress:
    - from:
`;
}
