import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readIgnores } from '../../src/config/settings.ts';
import { blocks } from '../../src/finding.ts';
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import type { ReportContext } from '../../src/report/reporter.ts';
import { oneLine, text } from '../../src/report/text.ts';
import { CHECKING, polishFile } from '../checks/golden.ts';

const test = suite('report/text');

const CONTEXT: ReportContext = {
  failOn: 'error',
  colour: false,
  verbose: false,
  command: 'helm upgrade …',
  fixFlag: '--post-renderer-args --fix',
};

/** A policy whose `from` is blank; `metadata` and what stands before `from` are given. */
function opened(metadata = 'name: redis', before = ''): string {
  return [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    `metadata: {${metadata}}`,
    'spec:',
    '  podSelector: {matchLabels: {app: redis}}',
    '  policyTypes: [Ingress]',
    '  ingress:',
    `  - {${before}from: ~, ports: [{port: 6379}]}`,
    '',
  ].join('\n');
}

const STRAY = [
  'apiVersion: networking.k8s.io/v1',
  'kind: NetworkPolicy',
  'metadata: {name: out}',
  'spec:',
  '  podSelector: {}',
  '  policyTypes: [Egress]',
  '  egress: [{to: [{podSelector: {}}]}]',
  '  ingress: {}',
  '',
].join('\n');

const SIBLING = STRAY.replace('name: out', 'name: in')
  .replace('[Egress]', '[Ingress]')
  .replace('  ingress: {}\n', '')
  .replace('egress: [{to', 'ingress: [{from');

function report(
  yaml: string,
  context: Partial<ReportContext> = {},
  options: Partial<PolishOptions> = {},
  name = 'np.yaml',
): string {
  return text(polishFile(name, yaml, options), { ...CONTEXT, ...context });
}

/** What stands in front of a fault in its line may be no value that the API takes. */
function reportQuietly(yaml: string): string {
  return report(yaml, {}, { severities: { 'invalid-value': 'off' } });
}

/** The quoted line and the line with the caret, cut to what stands behind the bar. */
function excerptOf(said: string): { readonly line: string; readonly caret: string } {
  const lines = said.split('\n');
  const at = lines.findIndex((line) => /^ *\d* \| .*\^/.test(line));
  const behind = (line = ''): string => line.slice(line.indexOf('|') + 2);
  return { line: behind(lines[at - 1]), caret: behind(lines[at]) };
}

test('nothing found is nothing said', () => {
  assert.is(report(SIBLING, {}, { namespace: 'lab' }), '');
  assert.is(text(polish([], CHECKING), CONTEXT), '');
});

test('a finding: severity, check, policy, place, line with caret, effect, what to write', () => {
  const said = report(opened('name: redis, namespace: shop'));
  const [head, line, caret, effect, write] = said.split('\n');
  assert.is(head, 'error emptied-peers  NetworkPolicy shop/redis  np.yaml:8:12');
  assert.is(line, '    8 |   - {from: ~, ports: [{port: 6379}]}');
  assert.match(caret ?? '', /^ {6}\| {12}\^ blank: /);
  assert.match(effect ?? '', /^ {2}Opens TCP 6379 of pods app=redis to every pod, namespace and address\./);
  assert.match(write ?? '', /^ {2}Write: /);
});

test('colours only where they are asked for', () => {
  const plain = report(opened());
  const coloured = report(opened(), { colour: true });
  assert.not.match(plain, /\u001b/);
  assert.match(coloured, /\u001b\[31merror\u001b\[0m/);
  assert.is(coloured.replace(/\u001b\[\d+m/g, ''), plain);
});

test('each severity has a colour of its own, and every colour is ended', () => {
  const said = report(`${opened()}---\n${STRAY.replace('ingress: {}', 'ingress:')}`, { colour: true, verbose: true });
  assert.match(said, /\u001b\[33mwarning/);
  assert.is(said.match(/\u001b\[[1-9]\d*m/g)?.length, said.match(/\u001b\[0m/g)?.length);
});

const NASTY: readonly (readonly [what: string, character: string])[] = [
  ['an escape', '\u001b[2J'],
  ['a C1 control', '\u009b31m'],
  ['a bell', '\u0007'],
  ['a backspace', '\b'],
  ['a carriage return', '\r'],
  ['a line break', '\n'],
  ['a line separator', '\u2028'],
  ['a direction override', '\u202e'],
  ['a direction isolate', '\u2066'],
  ['an Arabic letter mark', '\u061c'],
  ['a blank of no width', '\u200b'],
  ['a byte order mark', '\ufeff'],
  ['a null byte', '\u0000'],
  ['a delete', '\u007f'],
];

for (const [what, character] of NASTY) {
  test(`${what} in a name never reaches the terminal`, () => {
    const name = JSON.stringify(`red${character}is`);
    const metadata = `name: ${name}, namespace: ${name}, annotations: {postrenderer.helm.sh/postrender-filename: ${name}}`;
    const selector = opened(metadata).replace('app: redis', `app: ${name}`);
    for (const yaml of [selector, `${selector}---\n${selector}`]) {
      const said = report(yaml, { verbose: true, stopped: 'this release' }, { merge: true, sameName: true });
      assert.match(said, /red/);
      assertHarmless(said);
    }
  });
}

test('written straight into the YAML, they do not reach it either', () => {
  for (const [, character] of NASTY) {
    if (character === '\n' || character === '\r') continue;
    assertHarmless(report(`${opened()}# ${character}\n`.replace('from: ~', `from: ~ # ${character}`)));
    assertHarmless(report(opened(`name: "a${character}b"`)));
    assertHarmless(report(opened().replace('6379', `"${character}"`)));
  }
});

test('neither does what stands in the name of a file', () => {
  const said = report(opened(), {}, {}, 'a\u001b[31m\u202e.yaml');
  assertHarmless(said);
  assert.match(oneLine(polishFile('np.yaml', opened()), 'r\u001b[0m.json'), /^[^\u001b]*\n$/);
});

test('an excerpt has one line, whatever breaks it', () => {
  const { line } = excerptOf(report(opened().replaceAll('\n', '\r\n')));
  assert.is(line, '  - {from: ~, ports: [{port: 6379}]}');
});

test('a long line is cut around the caret', () => {
  for (const length of [10, 60, 99, 100, 101, 139, 140, 141, 500, 5000]) {
    const yaml = opened('name: redis', `ports: [{port: "${'p'.repeat(length)}"}], `).replace(
      ', ports: [{port: 6379}]',
      '',
    );
    const { line, caret } = excerptOf(reportQuietly(yaml));
    assert.ok([...line].length <= 150, `${length}: ${[...line].length} characters`);
    const at = caret.indexOf('^');
    assert.is([...line].slice(at, at + 1).join(''), '~', `${length}: the caret stands under the value`);
  }
});

test('a long value is marked as far as it is shown', () => {
  const yaml = opened().replace('from: ~', `from: {a: ${'x'.repeat(400)}}`);
  const { line, caret } = excerptOf(report(yaml));
  assert.ok([...line].length <= 150);
  assert.ok(caret.indexOf(' ', caret.indexOf('^')) <= [...line].length, caret);
});

test('tabs keep the caret under the value', () => {
  const { line, caret } = excerptOf(
    report(opened('name: redis', 'ports:\t[{port:\t6379}],\t').replace(', ports: [{port: 6379}]', '')),
  );
  assert.not.match(line, /\t/);
  assert.is(line[caret.indexOf('^')], '~');
});

test('wide characters keep the caret under the value', () => {
  for (const wide of ['港', '港口号', 'ｐ', '🚀', '한글']) {
    const yaml = opened('name: redis', `ports: [{port: "${wide}"}], `).replace(', ports: [{port: 6379}]', '');
    const { line, caret } = excerptOf(reportQuietly(yaml));
    const before = line.slice(0, line.indexOf('~'));
    assert.is(width(caret.slice(0, caret.indexOf('^'))), width(before), wide);
  }
});

test('combining marks keep the caret under the value', () => {
  const yaml = opened('name: redis', 'ports: [{port: "e\u0301e\u0301"}], ').replace(', ports: [{port: 6379}]', '');
  const { line, caret } = excerptOf(reportQuietly(yaml));
  assert.is(width(caret.slice(0, caret.indexOf('^'))), width(line.slice(0, line.indexOf('~'))));
});

const LONG = 'x'.repeat(100_000);

/** Where 100 kB may stand that a report quotes. */
const LONG_INPUTS: readonly (readonly [where: string, yaml: string])[] = [
  ['in the line, before the fault', opened('name: redis', `ports: [{port: "${LONG}"}], `)],
  ['in the line, behind the fault', opened().replace('from: ~', `from: ~, x: "${LONG}"`)],
  ['in the name', opened(`name: ${LONG}`)],
  ['in the namespace', opened(`name: redis, namespace: ${LONG}`)],
  ['in a key', opened().replace('from: ~', `from: ~, ${LONG}: 1`)],
  ['in a label', opened().replace('app: redis', `app: ${LONG}`)],
  ['in a value of the wrong type', opened().replace('{matchLabels: {app: redis}}', LONG)],
  ['in a policy type', opened().replace('[Ingress]', `[${LONG}]`)],
  ['in the template', `# Source: a/templates/${LONG}\n${opened()}`],
  ['in an ignore', opened(`name: redis, annotations: {netpolish.dev/ignore: "emptied-rule ${LONG}"}`)],
  ['in ports', opened().replace('{port: 6379}', Array.from({ length: 5000 }, (_, i) => `{port: ${i + 1}}`).join(', '))],
];

for (const [where, yaml] of LONG_INPUTS)
  for (const verbose of [false, true])
    test(`100 kB ${where} is no line of a report${verbose ? ', verbose' : ''}`, () => {
      const said = report(yaml, { verbose });
      for (const line of said.split('\n')) assert.ok(line.length <= 2300, `${line.length}: ${line.slice(0, 60)}`);
      assert.match(said, '…');
    });

test('in a line cut on both sides the mark stands under the fault', () => {
  const yaml = opened('name: redis', `ports: [{port: "${LONG}"}], `).replace('from: ~', `from: ~, x: "${LONG}"`);
  const { line, caret } = excerptOf(
    report(yaml, {}, { severities: { 'invalid-value': 'off', 'unknown-field': 'off' } }),
  );
  assert.match(line, /^….*from: ~, x: "x+…$/);
  assert.is(line[caret.indexOf('^')], '~');
  assert.ok(line.length <= 140);
});

test('of a value of several lines the first is shown and marked', () => {
  const said = report(STRAY.replace('ingress: {}', 'ingress: {\n  }'));
  const { line, caret } = excerptOf(said);
  assert.is(line, '  ingress: {');
  assert.match(caret, /^ {11}\^ a map/);
  assert.is(said.match(/\^/g)?.length, 1);
});

test('lines of a render are told as such, with the template that they came from', () => {
  const bytes = Buffer.from(`---\n# Source: shop/templates/np.yaml\n${opened()}`);
  const rendered = polish([{ name: '<stdin>', bytes, origin: 'rendered' }], CHECKING);
  assert.match(text(rendered, CONTEXT), /NetworkPolicy redis {2}shop\/templates\/np\.yaml \(rendered line 10\)\n/);
  assert.match(
    report(`# Source: shop/templates/np.yaml\n${opened()}`, {}, {}, 'out.yaml'),
    /shop\/templates\/np\.yaml \(out\.yaml:9:12\)\n/,
  );
});

test('an item of a KRM list has no line to go to', () => {
  const item = opened()
    .replace(/^(?=.)/gm, '  ')
    .replace('  ', '- ');
  const bytes = Buffer.from(`apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${item}`);
  const said = text(polish([{ name: '<stdin>', bytes, origin: 'resourceList' }], CHECKING), CONTEXT);
  assert.match(said.split('\n')[0] ?? '', /spec\.ingress/);
  assert.not.match(said.split('\n')[0] ?? '', /line|:\d/);
  assert.not.match(said, /^ *\d+ \|/m);
});

test('the other places of a finding are told', () => {
  const said = report(`${SIBLING}---\n${SIBLING.replace('[Ingress]', '[Ingress, Egress]')}`);
  assert.match(said, /^error duplicate-policy {2}NetworkPolicy in {2}np\.yaml:11:18$/m);
  assert.match(said, /^ {2}.*np\.yaml:3:18.*the other in/m);
});

test('a file that was skipped is counted in words that end', () => {
  const said = report(opened('name: {{ .Release.Name }}').replace('{name', 'name').replace('}}}', '}}'), {
    verbose: true,
  });
  assert.match(said, /unrendered-template/);
  assert.match(said, /^1 info(, no policy was judged| in \d+ polic(y|ies))$/m);
});

test('a client that is known is told alone', () => {
  const all = report(STRAY);
  for (const name of ['Helm 3: ', 'Helm 4: ', 'kubectl: ', 'kustomize: ']) assert.match(all, name);
  const own = report(STRAY, { client: 'helm4' });
  assert.match(own, /^ {2}Helm 4: /m);
  assert.not.match(own, /^ {2}(Helm 3|kubectl|kustomize): /m);
});

test('what stopped, and that nothing was sent, is the first line', () => {
  const [first] = report(opened(), { stopped: 'this release' }).split('\n');
  assert.is(first, 'netpolish stopped this release: 1 error. Nothing was sent to the cluster; no revision was made.');
  const two = `${STRAY.replace('ingress: {}', 'ingress:')}---\n${opened()}`;
  const strict = report(two, { stopped: 'this release', failOn: 'warning' });
  assert.match(strict, /^netpolish stopped this release: 1 error, 2 warnings\. /);
  assert.match(report(opened(), { stopped: 'this build' }), /^netpolish stopped this build: 1 error\./);
});

test('nothing stopped, no such line and no way out', () => {
  const said = report(opened(), { stopped: 'this release', failOn: 'never' });
  assert.not.match(said, /stopped|NETPOLISH_IGNORE/);
});

test('the way out of an opening: the exact override', () => {
  const said = report(opened());
  assert.is(
    said.trimEnd().split('\n').at(-1),
    'Go on all the same: NETPOLISH_IGNORE=emptied-peers:redis helm upgrade …',
  );
});

test('the override that is told is one that works', () => {
  const yaml = `${opened()}---\n${opened('name: cache')}---\n${opened('name: db, namespace: shop')}`;
  const list = /NETPOLISH_IGNORE=(\S+)/.exec(report(yaml))?.[1] ?? '';
  const ignored = polishFile('np.yaml', yaml, { ignore: readIgnores(list, '--ignore') });
  assert.is(ignored.findings.filter((finding) => blocks(finding, 'error')).length, 0, list);
  assert.is(new Set(list.split(',')).size, list.split(',').length, 'each once');
});

test('a name cannot break out of the override', () => {
  for (const name of ['x;reboot', '<no value>', '$(id)', "it's", '`id`', 'a b', 'a&b', '*']) {
    const said = report(opened(`name: ${JSON.stringify(name)}`));
    const last = said.trimEnd().split('\n').at(-1) ?? '';
    const value = /NETPOLISH_IGNORE=(.*) helm upgrade …$/.exec(last)?.[1];
    if (value === undefined) continue;
    assert.match(value, /^('([^']|'\\'')*'|"[^"$`\\]*"|\S*'.*')$/, `${name}: ${value} is quoted`);
  }
});

test('the way out of a refusal: the fix where there is one', () => {
  const last = report(`${SIBLING}---\n${STRAY}`).trimEnd().split('\n').at(-1) ?? '';
  assert.match(
    last,
    /^This once: --post-renderer-args --fix {3}\(an override would only move the refusal into the cluster\)$/,
  );
});

test('the way out of a refusal without a fix: there is none', () => {
  const last = report(STRAY).trimEnd().split('\n').at(-1) ?? '';
  assert.match(last, /^No way around emptied-direction: an override would only move the refusal into the cluster\.$/);
});

test('a check that refuses twice is named once', () => {
  const last =
    report(`${STRAY}---\n${STRAY.replace('name: ', 'name: also-')}`)
      .trimEnd()
      .split('\n')
      .at(-1) ?? '';
  assert.match(last, /^No way around emptied-direction: /);
});

test('each has its own line where both stop', () => {
  const lines = report(`${STRAY}---\n${opened()}`).trimEnd().split('\n').slice(-2);
  assert.match(lines[0] ?? '', /NETPOLISH_IGNORE=emptied-peers:redis /);
  assert.match(lines[1] ?? '', /^No way around emptied-direction/);
});

test('infos are a count, unless they are asked for', () => {
  const yaml = `${SIBLING}---\n${SIBLING.replace('name: in', 'name: in-too').replace('podSelector: {}}]', 'namespaceSelector: {}}]')}`;
  const said = report(yaml, {}, { namespace: 'lab' });
  assert.is(said, '1 info in 2 policies (--verbose shows infos)\n');
  assert.match(report(yaml, { verbose: true }, { namespace: 'lab' }), /^info mergeable-policies {2}NetworkPolicy in /);
  assert.not.match(report(yaml, { verbose: true }, { namespace: 'lab' }), /--verbose/);
});

test('what was fixed and what was ignored is told, and does not block', () => {
  const fixed = report(`${SIBLING}---\n${STRAY}`, { stopped: 'this release' }, { fix: 'safe' });
  assert.match(fixed, /^error \(fixed\) emptied-direction/m);
  assert.match(fixed, /^ {2}Fixed: delete `ingress`$/m);
  assert.match(fixed, /1 fixed/);
  const ignored = report(
    opened(),
    { stopped: 'this release' },
    { ignore: readIgnores('emptied-peers:redis', '--ignore') },
  );
  assert.match(ignored, /^error \(ignored by option\) emptied-peers/m);
  assert.match(ignored, /1 ignored \(1 error\)/);
  for (const said of [fixed, ignored]) assert.not.match(said, /stopped|NETPOLISH_IGNORE|^1 error/m);
});

test('a merge: what became what, that it was proved, and what is left behind', () => {
  const said = report(`${SIBLING}---\n${STRAY.replace('  ingress: {}\n', '')}`, {}, { merge: true });
  assert.match(
    said,
    /^merged {2}release namespace every pod: in, out -> in \(2 -> 1\), isolates Ingress\+Egress, 1 ingress rule, 1 egress rule, verbatim$/m,
  );
  assert.match(said, /^proved {2}/m);
  assert.match(said, /^leaves {2}out: Helm deletes what is gone; kubectl apply and Argo CD without prune do not/m);
  assert.match(said, /^done {4}2 policies -> 1\b/m);
});

test('a merge that is simplified, and a single policy: what there was to read and what there is', () => {
  const rule = (app: string): string => `{from: [{podSelector: {matchLabels: {app: ${app}}}}], ports: [{port: 80}]}`;
  const named = (name: string, pods: string, rules: string): string =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}}\nspec:\n  podSelector: {${pods}}\n  policyTypes: [Ingress]\n  ingress: [${rules}]\n`;
  const stream = [
    named('a', '', rule('x')),
    named('b', '', rule('z')),
    named('c', 'matchLabels: {app: db}', `${rule('x')}, ${rule('x')}`),
  ].join('---\n');
  const said = report(stream, {}, { merge: true, simplify: true });
  assert.match(
    said,
    /^merged {2}release namespace every pod: a, b -> a \(2 -> 1\), isolates Ingress, 1 ingress rule, no egress rule, simplified \(2 rules, 2 peers, 2 ports -> 1 rule, 2 peers, 1 port\)$/m,
  );
  assert.match(
    said,
    /^simple {2}release namespace app=db: c, isolates Ingress, 1 ingress rule, no egress rule, simplified \(2 rules, 2 peers, 2 ports -> 1 rule, 1 peer, 1 port\)$/m,
  );
  assert.match(said, /^proved {2}the written YAML, read back, allows exactly what it did: .* Assumed: nothing$/m);
  assert.match(said, /^done {4}3 policies -> 2, 2 of them simplified$/m);
  assert.match(said, /1 merged away, 2 simplified/);
});

test('one line for a terminal that sees nothing else', () => {
  const polished: Polished = polishFile('np.yaml', opened());
  assert.is(oneLine(polished, undefined), 'netpolish: 1 error (--report-file FILE keeps the whole)\n');
  assert.is(oneLine(polished, 'r.json'), 'netpolish: 1 error (all of it in r.json)\n');
  assert.match(oneLine(polish([], CHECKING), undefined), /nothing found/);
});

test('the report ends with one line break and has no trailing blanks', () => {
  for (const yaml of [opened(), STRAY, `${SIBLING}---\n${STRAY}`]) {
    const said = report(yaml, { verbose: true, stopped: 'this release' });
    assert.match(said, /[^\n]\n$/);
    assert.not.match(said, /[ \t]$/m);
  }
});

/** Columns of a terminal. */
function width(characters: string): number {
  return [...characters].reduce((sum, character) => {
    if (/\p{Mn}/u.test(character)) return sum;
    return sum + (/[\u1100-\u115f\u3000-\u9fff\uac00-\ud7a3\uff01-\uff60\u{1f300}-\u{1faff}]/u.test(character) ? 2 : 1);
  }, 0);
}

function assertHarmless(said: string): void {
  const found = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/.exec(
    said,
  );
  assert.is(found, null, `U+${found?.[0].codePointAt(0)?.toString(16)} in ${JSON.stringify(said)}`);
  assert.not.match(said, /^ *(is|2J|31m)/m, 'a line break in a name breaks no line');
}

test.run();
