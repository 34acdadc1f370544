import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reportOf } from './helm-report.ts';
import { createBenches, faults, removeBenches, shop, writeChart } from './netpolish.ts';
import { rendered } from './rendered.ts';

const test = suite('flags and variables under Helm');
const benches = await createBenches();
test.after(() => removeBenches(benches));

const template = ['template', 'shop', shop];
const emptyFrom = [...template, ...faults('emptyFrom')];
const ONE_LINE = /^netpolish: .*$/gm;

/** What gets a render past the fault of `emptyFrom`. */
const DOORS = [
  { flags: ['--fail-on=never'] },
  { flags: ['--fail-on', 'never'] },
  { flags: ['--ignore=emptied-peers'] },
  { env: { NETPOLISH_FAIL_ON: 'never' } },
  { env: { NETPOLISH_FAIL_ON: 'never' }, flags: ['--fail-on=warning'] },
  { env: { NETPOLISH_IGNORE: 'emptied-peers' } },
  { env: { NETPOLISH_IGNORE: 'emptied-label:other, emptied-peers:shop-web-ingress' } },
  { env: { NETPOLISH_BYPASS: '1' } },
  { env: { NETPOLISH_BYPASS: '1' }, flags: ['--nope', '--merge'] },
  { env: { NETPOLISH_BYPASS: '1' }, flags: ['-x', 'stray'] },
  { env: { NETPOLISH_BYPASS: 'true', NETPOLISH_FAIL_ON: 'nonsense', NETPOLISH_REPORT_FILE: 'missing/report.json' } },
];

/** What does not. */
const WALLS = [
  { flags: ['--fix'] },
  { flags: ['--merge'] },
  { flags: ['--hooks=skip'] },
  { flags: ['--fail-on=warning'] },
  { env: { NETPOLISH_IGNORE: 'emptied-peers:other' } },
  { env: { NETPOLISH_IGNORE: 'shop-web-ingress' } },
  { env: { NETPOLISH_BYPASS: '0' } },
  { env: { NETPOLISH_BYPASS: '' } },
];

for (const { host, folder, through, polished, onTerminal } of benches) {
  test(`${host.name}: every door lets a faulty render through as it is`, async () => {
    const before = await through(['cat'], emptyFrom);
    const results = await Promise.all(DOORS.map((door) => polished(emptyFrom, door)));
    for (const [i, result] of results.entries()) assert.equal(result, before, JSON.stringify(DOORS[i]));
  });

  test(`${host.name}: nothing else does`, async () => {
    const results = await Promise.all(WALLS.map((wall) => polished(emptyFrom, wall)));
    for (const [i, { code, stderr }] of results.entries()) {
      assert.is(code, 1, JSON.stringify(WALLS[i]));
      assert.match(stderr, 'error emptied-peers');
    }
  });

  test(`${host.name}: the way out of a report works as it stands there`, async () => {
    const { lines } = reportOf(host, (await polished(emptyFrom)).stderr);
    const [, override = ''] = /NETPOLISH_IGNORE=(\S+)/.exec(lines.at(-1) ?? '') ?? [];
    assert.is((await polished(emptyFrom, { env: { NETPOLISH_IGNORE: override } })).code, 0, override);
  });

  test(`${host.name}: a context tells what else the cluster holds, and is never printed`, async () => {
    const policy = (name: string, egress: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}}\n` +
      `spec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Egress]\n  egress: [${egress}]\n`;
    const chart = await writeChart(folder, 'quiet', {
      'templates/policy.yaml': policy('web', '{to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}'),
    });
    const dns = '{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}';
    await writeFile(join(folder, 'platform.yaml'), policy('allow-dns', dns));
    const args = ['template', 'x', chart];
    const blocked = await polished(args, { flags: ['--fail-on=warning'] });
    assert.is(blocked.code, 1);
    assert.match(blocked.stderr, 'warning dns-blocked');
    const call = { flags: ['--fail-on=warning', '--context', 'platform.yaml'] };
    assert.equal(await polished(args, call), await through(['cat'], args));
    const lost = await polished(args, { flags: ['--context=gone'] });
    assert.is(lost.code, 1);
    assert.match(lost.stderr, 'gone: no such file or folder');
  });

  test(`${host.name}: a bypass of a chart that renders nothing is no error`, async () => {
    const chart = await writeChart(folder, 'nothing', { 'templates/NOTES.txt': 'Nothing to see.\n' });
    const call = { env: { NETPOLISH_BYPASS: '1' }, flags: ['--report-file=helm4.json'] };
    const { code, stdout, stderr } = await polished(['template', 'x', chart], call);
    assert.is(code, 0, stderr);
    assert.equal(rendered(stdout), []);
    if (host.major === 3) assert.is(stdout.trim(), '');
  });

  test(`${host.name}: a bypass prints what came in, even if it speaks of functions that print nothing`, async () => {
    // Empty output would be the end of a release under Helm 3: an upgrade deletes what is not printed.
    const chart = await writeChart(folder, 'trap', { 'templates/help.yaml': trap });
    const args = ['template', 'x', chart];
    assert.equal(await polished(args, { env: { NETPOLISH_BYPASS: '1' } }), await through(['cat'], args));
  });

  test(`${host.name}: --fix repairs what can be repaired without a change of traffic`, async () => {
    const clean = await through(['cat'], template);
    assert.equal(await polished([...template, ...faults('strayIngress')], { flags: ['--fix'] }), clean);
    assert.equal(await polished(template, { flags: ['--fix'] }), clean);
  });

  test(`${host.name}: --fail-on warning stops at a warning, by flag and by variable`, async () => {
    const chart = await writeChart(folder, 'warned', { 'templates/np.yaml': warned });
    const args = ['template', 'x', chart];
    assert.equal(await polished(args), await through(['cat'], args));
    for (const call of [{ flags: ['--fail-on=warning'] }, { env: { NETPOLISH_FAIL_ON: 'warning' } }]) {
      const { code, stderr } = await polished(args, call);
      assert.is(code, 1);
      assert.match(
        reportOf(host, stderr).text,
        /^netpolish stopped this release: 1 warning\.[\s\S]*warning emptied-policy-types/,
      );
    }
  });

  test(`${host.name}: the report file holds the whole report, whether it blocks or not`, async () => {
    const merged = await polished(template, { flags: ['--merge', '--report-file=merged.json'] });
    assert.is(merged.code, 0);
    const { summary, merges } = JSON.parse(await readFile(join(folder, 'merged.json'), 'utf8'));
    assert.is(summary.merged, 1);
    assert.equal(merges[0].removed, ['shop-web-ingress']);
    const blocked = await polished(emptyFrom, { env: { NETPOLISH_REPORT_FILE: 'blocked.json' } });
    assert.is(blocked.code, 1);
    assert.match(blocked.stderr, 'error emptied-peers');
    const report = JSON.parse(await readFile(join(folder, 'blocked.json'), 'utf8'));
    const [{ check, policy, location }] = report.findings.filter(
      (one: { severity: string }) => one.severity === 'error',
    );
    const { source, origin, line } = location;
    assert.equal(
      { check, name: policy.name, source, origin, line },
      {
        check: 'emptied-peers',
        name: 'shop-web-ingress',
        source: 'shop/templates/networkpolicy-web-ingress.yaml',
        origin: 'rendered',
        line: reportOf(host, blocked.stderr).excerpt.line,
      },
    );
  });

  test(`${host.name}: a report file that cannot be written does not cost the report`, async () => {
    const { code, stderr } = await polished(emptyFrom, { flags: ['--report-file=missing/report.json'] });
    assert.is(code, 1);
    const { text } = reportOf(host, stderr);
    assert.match(text, 'error emptied-peers');
    assert.match(text, /^netpolish: .*missing\/report\.json/m);
  });

  test(`${host.name}: what Helm hides is one line on the terminal`, async () => {
    const flags = ['--merge', '--report-file=terminal.json'];
    const merged = await onTerminal(template, { flags });
    assert.is(merged.code, 0);
    const lines = merged.screen.match(ONE_LINE) ?? [];
    assert.is(lines.length, 1, merged.screen);
    assert.match(lines[0] ?? '', /1 merged away.*terminal\.json/);
    const passed = await onTerminal(emptyFrom, { flags: ['--fail-on=never'] });
    assert.match((passed.screen.match(ONE_LINE) ?? []).join('\n'), /^netpolish: 1 error\b.*--report-file/);
    // Nobody is told what needs no telling, and without a terminal the line is lost, not printed elsewhere.
    assert.equal((await onTerminal(template)).screen.match(ONE_LINE), null);
    assert.is((await polished(template, { flags: ['--merge'] })).stderr, '');
  });

  test(`${host.name}: a faulty hook ${host.major === 3 ? 'is never seen' : 'stops the render, and not with --hooks skip'}`, async () => {
    const chart = await writeChart(folder, 'hooked', { 'templates/np.yaml': hook });
    const args = ['template', 'x', chart];
    const before = await through(['cat'], args);
    const checked = await polished(args);
    if (host.major === 3) assert.equal(checked, before);
    else assert.match(reportOf(host, checked.stderr).text, 'NetworkPolicy early');
    assert.equal(await polished(args, { flags: ['--hooks=skip', '--fix', '--merge'] }), before);
  });
}

test.run();

const trap = `\
apiVersion: v1
kind: ConfigMap
metadata:
  name: help
data:
  function.yaml: |
    kind: ResourceList
    functionConfig: {}
  output: none
`;

const warned = `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: warned
spec:
  podSelector: {}
  policyTypes:
  ingress:
  - from:
    - podSelector: {}
`;

const hook = `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: early
  annotations:
    helm.sh/hook: pre-install
spec:
  podSelector: {}
  ingress:
  - from:
`;
