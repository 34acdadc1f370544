import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commandsOf } from '../../src/doctor/shell.ts';
import { parseShell } from '../../src/doctor/shell-parse.ts';
import { unheard } from '../../src/doctor/unheard.ts';

const test = suite('who hears that a check fails');

type Row = readonly [text: string, answer: string];

/** What is said of the first command `check` of a text; `heard` where the script fails with it. */
const answer = (text: string, errexit: boolean | 'unknown', stopsItself = false): string => {
  const shell = parseShell(text);
  const target = commandsOf(shell.root).find(({ words }) => words[0] === 'check');
  if (target === undefined) return 'no call';
  const found = unheard(shell, target, { errexit, pipefail: false }, stopsItself);
  return found === undefined ? 'heard' : `${found.verdict}: ${found.saw}`;
};

const IF = 'broken: `if` asks for its exit code, and does not pass it on';
const ALONE = 'broken: more commands follow it, and without `set -e` its exit code is lost';
const BEFORE_AND = 'broken: it stands before `&&`, where `set -e` does not stop the script';
const NEVER = 'skipped: it is never run: what stands before it ends the script, or always fails';
const UNSURE = '; only a shell can tell whether the script fails with it';
const PIPE = 'broken: it is not the last of its pipe: without `set -o pipefail` its exit code is lost';

const stopping: readonly Row[] = [
  ['check', 'heard'],
  ['check; x', 'heard'],
  ['x; check', 'heard'],
  ['if check; then echo ok; fi', IF],
  ['if check; then echo ok; else exit 1; fi', 'heard'],
  ['if ! check; then exit 1; fi', 'heard'],
  ['if ! check; then echo bad; fi', 'broken: `!` turns its exit code round'],
  ['if ! check; then echo bad; exit 1; fi; x', 'heard'],
  ['if check; then :; elif x; then :; else false; fi', `untried: ${IF.slice(8)}${UNSURE}`],
  ['if [ -n "$X" ]; then check; fi', 'heard'],
  ['if false; then check; fi', NEVER],
  ['if true; then x; else check; fi', NEVER],
  ['while check; do x; done', 'broken: `while` asks for its exit code, and does not pass it on'],
  ['until check; do x; done', `untried: \`until\` asks for its exit code, and does not pass it on${UNSURE}`],
  ['while ! check; do exit 0; done', 'broken: `!` turns its exit code round'],
  ['while ! check; do exit 1; done', 'heard'],
  ['for x in a b; do check $x; done', 'heard'],
  ['for x in a b; do check $x || exit 1; done', 'heard'],
  ['for x in a b; do check $x || bad=1; done; exit $bad', 'heard'],
  ['case $x in a | b) check ;; *) y ;; esac', 'heard'],
  ['! check', 'broken: `!` turns its exit code round'],
  ['! check && exit 1', 'heard'],
  ['check &', 'broken: `&` puts it in the background: nobody waits for its exit code'],
  ['check & x; wait', 'broken: `&` puts it in the background: nobody waits for its exit code'],
  ['check & wait $!', `untried: \`&\` puts it in the background: nobody waits for its exit code${UNSURE}`],
  ['check || true', 'broken: `|| true` lets the script go on'],
  ['check || exit 0', 'broken: `|| exit 0` lets the script go on'],
  ['check || exit', 'heard'],
  ['check || exit 1; x', 'heard'],
  ['check || false', 'heard'],
  ['check || { echo bad; }', 'broken: `|| { echo bad; }` lets the script go on'],
  ['check || { echo bad; exit 1; }', 'heard'],
  ['check || (echo bad; exit 1)', 'heard'],
  ['check || check --fail-on never', 'broken: `|| check --fail-on never` lets the script go on'],
  ['check && x || true', 'broken: `|| true` lets the script go on'],
  ['die() { echo "$1"; exit 1; }; check || die bad; x', 'heard'],
  ['check || rc=$?; x; exit $rc', 'heard'],
  [`check || rc=$?; x; exit "\${rc}"`, 'heard'],
  ['check || rc=$?; x', 'broken: `|| rc=$?` lets the script go on'],
  ['check || rc=$?; if [ $rc -gt 1 ]; then exit 1; fi', `untried: \`|| rc=$?\` lets the script go on${UNSURE}`],
  ['check && echo ok', 'heard'],
  ['check && echo ok; x', BEFORE_AND],
  ['set +e; check; x', ALONE],
  ['set +e; check; exit $?', 'heard'],
  ['set +e; check; set -e', ALONE],
  ['set +e; check', 'heard'],
  ['check | tee log', PIPE],
  ['set -o pipefail; check | tee log', 'heard'],
  ['x | check', 'heard'],
  ['(check); x', 'heard'],
  ['{ check; x; }', 'heard'],
  ['exit 0; check', NEVER],
  ['[ -d / ] || exit 0; check', 'heard'],
  ['false && check', NEVER],
  ['true || check', NEVER],
  ['x || check', 'untried: it is only come to where a command before it fails'],
  ['f() { check; }', 'untried: the function around it is not called here'],
  ['f() { check; }; f', 'heard'],
  ['function f { check; }; f; x', 'heard'],
  ['f() { check; }; if f; then x; fi', 'broken: what calls the function around it does not pass its exit code on'],
  ['cat <<EOF\ncheck\nEOF', 'no call'],
  ["cat <<-'EOF'\ncheck\n\tEOF\ncheck a", 'heard'],
  ['exec check; x', 'heard'],
  ["trap 'exit 0' EXIT; check", "broken: `trap 'exit 0'` takes the exit code away"],
  ["trap 'rm -f x' EXIT; check", 'heard'],
  ["trap 'rc=$?; rm x; exit $rc' EXIT; check", 'heard'],
  ['alias netpolish=true; check', 'untried: this script makes something of its own of `netpolish`'],
  ['if x; check', 'untried: the shell text around it is not understood'],
  ['[[ -f a && -f b ]] && check', 'heard'],
  ['a=(b c); check', 'heard'],
  ['check > /dev/null 2>&1; test $? -lt 5', 'heard'],
];

const going: readonly Row[] = [
  ['check', 'heard'],
  ['check; true', ALONE],
  ['check\nkubectl apply', ALONE],
  ['check && kubectl apply', 'heard'],
  ['check && kubectl apply; echo done', BEFORE_AND],
  ['set -e\ncheck\nx', 'heard'],
  ['set -euo pipefail\ncheck | tee x\ny', 'heard'],
  ['set -o errexit\ncheck\nx', 'heard'],
  ['check || exit 1\nx', 'heard'],
  ['check; test $? -lt 5', `untried: ${ALONE.slice(8)}${UNSURE}`],
  ['check; rc=$?; x; exit $rc', 'heard'],
  ['for x in a b; do check; done', `untried: only the last round of the loop counts${UNSURE}`],
  ['f() { check; return $?; }; f', 'heard'],
  ['(set -e; check; x); y', 'broken: more commands follow it, and without `set -e` its exit code is lost'],
];

for (const [errexit, rows] of [
  [true, stopping],
  [false, going],
] as const)
  for (const [text, expected] of rows)
    test(`${errexit ? '-e' : 'no -e'}: ${text}`, () => assert.is(answer(text, errexit), expected));

/** Programs in place of the table's: `check` fails, but where it is told not to, and all others succeed. */
const PROGRAMS = `check() { case "$*" in *never*) return 0 ;; *) return 1 ;; esac; }
x() { :; }; y() { :; }; kubectl() { :; }
`;

/** Some of the scripts write files. */
const cwd = mkdtempSync(join(tmpdir(), 'netpolish-unheard-'));
test.after(() => rmSync(cwd, { recursive: true }));

const bash = (text: string, flags: readonly string[]): number | null =>
  spawnSync('bash', [...flags, '-c', `X=1; x=a; ${PROGRAMS}${text}`], { cwd, timeout: 10_000 }).status;

const hasBash = bash('exit 7', []) === 7;
if (!hasBash) console.error('SKIPPED: no bash here to hold the table against');
for (const [flags, rows] of [
  [['-e'], stopping],
  [[], going],
] as const) {
  // A function is no program: what replaces the shell by it cannot be run here.
  const told = rows.filter(([text, expected]) => /^(heard|broken)/.test(expected) && !text.startsWith('exec'));
  for (const [text, expected] of hasBash ? told : [])
    test(`bash ${flags.join(' ')} agrees: ${text}`, () => {
      assert.is(bash(text, flags) !== 0, expected === 'heard');
    });
}

test('where nobody knows how the shell is started, what follows decides', () => {
  assert.is(answer('check', 'unknown'), 'heard');
  assert.is(answer('check; x', 'unknown'), `untried: ${ALONE.slice(8)}${UNSURE}`);
  assert.is(answer('set -e; check; x', 'unknown'), 'heard');
});

for (const [text, expected] of [
  ['check; x', 'heard'],
  ['set +e; check; x', 'heard'],
  ['check | kubectl apply -f -', 'heard'],
  ['check || true', 'broken: `|| true` lets the script go on'],
  ['if check; then x; fi', `untried: ${IF.slice(8)}`],
  ['exit 0; check', NEVER],
] as const)
  test(`what stops its own release: ${text}`, () => assert.is(answer(text, false, true), expected));

test('a script of many branches and loops is answered', () => {
  const text = `${'if [ x ]; then a; else b; fi\nwhile c; do d || e; done\n'.repeat(300)}check`;
  assert.is(answer(text, true), 'heard');
});

test.run();
