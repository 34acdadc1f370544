import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judge, judgeText } from '../../src/doctor/judge.ts';
import { shows, versionIn } from '../../src/doctor/tools.ts';
import type { Call, Outcome, Plugin, Variables } from '../../src/doctor/types.ts';

const test = suite('judging');

const plugin: Plugin = {
  file: 'kustomization.yaml',
  line: 3,
  kustomization: '',
  list: 'transformers',
  how: 'exec',
  what: 'netpolish',
  printsNothing: false,
};
const called = (action: Call['action'], variables: Variables = {}): Call => ({
  file: 'a',
  line: 1,
  text: 'x',
  variables,
  action,
});
const kustomize = called({ kind: 'kustomize', tool: 'kustomize', flags: [], plugin });
const kubectl = called({ kind: 'kustomize', tool: 'kubectl', flags: [], plugin });
const legacy = called({ kind: 'kustomize', tool: 'kubectl', flags: [], plugin: { ...plugin, how: 'legacy' } });
const helm = called({ kind: 'helm', renderer: 'netpolish', args: [], folder: '' });
const own = called({ kind: 'netpolish', command: 'check', flags: [], paths: [], folder: '' });
const open = called(own.action, { NETPOLISH_FAIL_ON: 'never' });
const bypassed = called(own.action, { NETPOLISH_BYPASS: '1' });

type Row = {
  readonly call: Call;
  readonly ended: Partial<Outcome>;
  readonly environment?: Variables;
  readonly verdict: string;
  readonly saw: string;
  readonly write?: string;
};

const saw = (sawPlanted: boolean): NonNullable<Outcome['report']> => ({ version: '0.1.0', sawPlanted });
const FUNCTION = "Error: couldn't execute function: ";

const rows: readonly Row[] = [
  { call: kustomize, ended: { code: 1, report: saw(true) }, verdict: 'ok', saw: 'stopped the planted fault' },
  {
    call: kustomize,
    ended: { code: 0, report: saw(true) },
    verdict: 'broken',
    saw: 'let it pass',
    write: 'failOn: error',
  },
  {
    call: open,
    ended: { code: 0, report: saw(true) },
    verdict: 'broken',
    saw: '(NETPOLISH_FAIL_ON=never)',
    write: 'take NETPOLISH_FAIL_ON out',
  },
  { call: kustomize, ended: { code: 0, report: saw(false) }, verdict: 'broken', saw: 'did not reach it' },
  { call: kustomize, ended: { code: 1, report: saw(false) }, verdict: 'broken', saw: 'did not reach it' },
  { call: kustomize, ended: { code: 0 }, verdict: 'skipped', saw: 'never started', write: '--enable-exec beside' },
  {
    call: kubectl,
    ended: { code: 0 },
    verdict: 'skipped',
    saw: 'never started',
    write: 'kubectl has no --enable-exec',
  },
  { call: bypassed, ended: { code: 0 }, verdict: 'broken', saw: 'NETPOLISH_BYPASS=1: netpolish passes everything on' },
  {
    call: own,
    ended: { code: 0 },
    environment: { NETPOLISH_BYPASS: 'yes' },
    verdict: 'broken',
    saw: 'NETPOLISH_BYPASS=yes',
  },
  { call: own, ended: { code: 0 }, environment: { NETPOLISH_BYPASS: '0' }, verdict: 'skipped', saw: 'never started' },
  { call: kustomize, ended: { trouble: 'too long' }, verdict: 'untried', saw: 'did not end in time' },
  {
    call: kustomize,
    ended: { trouble: 'not started', stderr: 'spawn x EACCES' },
    verdict: 'untried',
    saw: 'could not be started: spawn x EACCES',
  },
  {
    call: kustomize,
    ended: { code: 1, stderr: "Error: external plugins disabled; unable to load external plugin 'Netpolish'" },
    verdict: 'broken',
    saw: 'plugins are switched off',
    write: 'kustomize build --enable-alpha-plugins --enable-exec',
  },
  {
    call: legacy,
    ended: { code: 1, stderr: 'error: external plugins disabled' },
    verdict: 'broken',
    saw: 'plugins are switched off',
    write: 'KUSTOMIZE_PLUGIN_HOME',
  },
  {
    call: kubectl,
    ended: { code: 1, stderr: 'error: unknown flag: --enable-exec' },
    verdict: 'broken',
    saw: 'kubectl has no --enable-exec',
    write: '| netpolish check -',
  },
  {
    call: legacy,
    ended: { code: 1, stderr: 'error: unable to find plugin root - tried: (x)' },
    verdict: 'broken',
    saw: 'no such plugin',
    write: 'KUSTOMIZE_PLUGIN_HOME',
  },
  {
    call: kustomize,
    ended: { code: 1, stderr: "Error: validator shouldn't modify the resource map: nodes unequal:" },
    verdict: 'broken',
    saw: 'leaves netpolish out',
    write: '--enable-exec',
  },
  {
    call: kustomize,
    ended: { code: 1, stderr: `${FUNCTION}fork/exec ./netpolish: no such file or directory` },
    verdict: 'broken',
    saw: 'cannot be started here',
  },
  {
    call: kustomize,
    ended: { code: 1, stderr: `${FUNCTION}exec: "netpolish": executable file not found in $PATH` },
    verdict: 'broken',
    saw: 'cannot be started here',
  },
  {
    call: kustomize,
    ended: { code: 1, stderr: 'Error: accumulating resources: open a.yaml: no such file or directory' },
    verdict: 'untried',
    saw: 'it fails before netpolish is asked: Error: accumulating resources: open a.yaml',
  },
  {
    call: kubectl,
    ended: { code: 1, stderr: 'E1122 run.go:72] "command failed" err=<\n\terror: some other fault\n >' },
    verdict: 'untried',
    saw: 'error: some other fault',
  },
  {
    call: kustomize,
    ended: { code: 1, stderr: `netpolish: no such setting: bogus\n${FUNCTION}exit status 2` },
    verdict: 'broken',
    saw: 'refuses its configuration: no such setting: bogus',
  },
  {
    call: helm,
    ended: { code: 1, stderr: 'Error: node contents:\n|2-\n  netpolish: --bogus: no such option' },
    verdict: 'broken',
    saw: 'no such option',
  },
  {
    call: helm,
    ended: { code: 1, stderr: 'Error: plugin: {Name:netpolish Type:postrenderer/v1} not found' },
    verdict: 'broken',
    saw: 'this Helm 4 finds no plugin',
    write: 'HELM_PLUGINS=',
  },
  {
    call: helm,
    ended: {
      code: 1,
      stderr: 'Error: unable to find binary at netpolish: exec: "netpolish": executable file not found',
    },
    verdict: 'broken',
    saw: 'this Helm 3 finds no executable',
    write: 'npm install -g',
  },
  {
    call: helm,
    ended: { code: 1, stderr: 'Error: post-renderer "netpolish" produced empty output' },
    verdict: 'broken',
    saw: 'printed nothing',
  },
  {
    call: helm,
    ended: { code: 1, stderr: 'netpolish stopped this release: 2 errors\nerror emptied-peers  NetworkPolicy PLANTED' },
    verdict: 'ok',
    saw: 'stopped the planted fault',
  },
  {
    call: helm,
    ended: { code: 1, stderr: 'netpolish stopped this release: 1 error\nerror emptied-peers  NetworkPolicy web' },
    verdict: 'untried',
    saw: 'it fails before',
  },
  { call: helm, ended: { code: 1 }, verdict: 'untried', saw: 'it says nothing' },
];

for (const { call, ended, environment = {}, verdict, saw: words, write } of rows) {
  test(`${call.action.kind} ${JSON.stringify(ended)} ${JSON.stringify(environment)}`, () => {
    const outcome = { code: undefined, stdout: '', stderr: '', planted: 'PLANTED', ...ended };
    const judged = judge({ call, ran: 'it', environment, version: '0.1.0' }, outcome);
    assert.is(judged.verdict, verdict, judged.saw);
    assert.match(judged.saw, words);
    if (write !== undefined) assert.match(judged.write ?? '', write);
    assert.not.match(judged.saw, '\n');
    if (verdict === 'ok' || verdict === 'untried') assert.is(judged.write, undefined);
  });
}

test('a proof by another netpolish, or with flags that nobody uses, says so', () => {
  const assumed = called({ kind: 'kustomize', tool: 'kustomize', flags: [], plugin, assumed: true });
  const trial = { call: assumed, ran: 'it', environment: {}, version: '0.2.0' };
  const outcome = { code: 1, stdout: '', stderr: '', planted: 'PLANTED', report: saw(true) };
  assert.is(
    judge(trial, outcome).saw,
    'stopped the planted fault (by netpolish 0.1.0); no line here builds it: whoever does needs these flags',
  );
});

test('what the text tells needs no trial, and a lost exit code cannot be cured by one', () => {
  assert.is(judgeText(own), undefined);
  for (const verdict of ['broken', 'skipped', 'untried'] as const) {
    const judged = judgeText({ ...own, lost: { verdict, saw: 'why not' } });
    assert.is(judged?.verdict, verdict);
    assert.is(judged?.saw, 'why not');
    assert.is(judged?.write, verdict === 'untried' ? undefined : 'a step whose exit code counts');
  }
  const told = called({ kind: 'told', verdict: 'untried', saw: 'why' });
  assert.equal(judgeText(told), { file: 'a', line: 1, ran: 'x', verdict: 'untried', saw: 'why' });
  const broken = called({ kind: 'told', verdict: 'broken', saw: 'why', write: 'that' });
  assert.is(judgeText({ ...broken, lost: { verdict: 'untried', saw: 'x' } })?.saw, 'why');
});

for (const [printed, version] of [
  ['v3.18.0+g123abc', '3.18.0'],
  ['Client Version: v1.32.4\nKustomize Version: v5.5.0', '1.32.4'],
  ['v5.6.0\n', '5.6.0'],
  ['(devel)\n', '(devel)'],
  ['{Version:kustomize/v4.5.7 GitCommit:x}', '4.5.7'],
  ['', '?'],
] as const) {
  test(`the version in ${JSON.stringify(printed)}`, () => {
    assert.is(versionIn(printed), version);
  });
}

test('what each version shows', () => {
  assert.match(shows('helm', '3.18.0'), 'hooks are never checked');
  assert.match(shows('helm', '4.2.3'), 'swallows standard error');
  assert.match(shows('kubectl', '1.32.0'), 'warnings are hidden');
  assert.not.match(shows('kubectl', '1.30.0'), 'warnings are hidden');
  assert.match(shows('kustomize', '(devel)'), 'without --enable-exec it skips');
  assert.is(shows('netpolish', '0.1.0'), '');
});

test.run();
