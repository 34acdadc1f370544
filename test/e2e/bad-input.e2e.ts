import { spawn } from 'node:child_process';
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bin, withFiles } from './project.ts';
import { run } from './run.ts';

const test = suite('bad input');

/** How a run of the built bin ended; `stdout` as bytes, `cpu` in milliseconds with the start of the process. */
type Ended = { readonly code: number | null; readonly stdout: Buffer; readonly stderr: string; readonly cpu: number };

// bash tells the time that a process worked, which other work of the machine does not lengthen.
const TIMED = `TIMEFORMAT='%U %S'; { time "$0" "$@" 2>&4; } 4>&2 2>&3`;

const netpolish = (args: readonly string[], input: Buffer): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const line = ['-c', TIMED, process.execPath, bin, ...args];
    const child = spawn('bash', line, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], timeout: 120_000 });
    const [, stdout, stderr, times] = child.stdio.map(collected);
    child.stdin?.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = String(text(times)).split(' ').map(Number);
      const cpu = 1000 * seconds.reduce((sum, part) => sum + part, 0);
      resolve({ code, stdout: text(stdout), stderr: text(stderr).toString(), cpu });
    });
    child.stdin?.end(input);
  });

/** The chunks that a stream will have brought when the process has ended. */
const collected = (stream: Readable | Writable | null | undefined): Buffer[] => {
  const chunks: Buffer[] = [];
  if (stream instanceof Readable) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
};

const text = (chunks: readonly Buffer[] = []): Buffer => Buffer.concat(chunks);

const policy = (body: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: bad\n  namespace: shop\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n${body}`;
const configMap = (body: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\ndata:\n${body}`;
const good = `---\n${policy('  ingress: [{}]\n')}`;

const DEPTH = 10_000;
const deepFlow = `  deep: ${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}\n`;
const deepMaps = `  deep: ${'{a: '.repeat(DEPTH)}1${'}'.repeat(DEPTH)}\n`;
const deepBlock = Array.from({ length: DEPTH }, (_, i) => `${' '.repeat(i + 2)}a:\n`).join('');
const deepDashes = `  deep:\n  ${'- '.repeat(DEPTH)}1\n`;

const laughs = ['  l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n']
  .concat(Array.from({ length: 9 }, (_, i) => `  l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]\n`))
  .join('');
const mergedLaughs = ['  l0: &l0 {a: 1}\n']
  .concat(
    Array.from({ length: 30 }, (_, i) => `  l${i + 1}: &l${i + 1} {<<: [*l${i}, *l${i}], b: *l${i}, c: *l${i}}\n`),
  )
  .join('');

const noise = Buffer.from(Array.from({ length: 100_000 }, (_, i) => ((i * i * 7919 + i * 13) >> 3) & 255));
const notUtf8 = Buffer.from([0xff, 0xfe, 0xc0, 0xaf, 0xed, 0xa0, 0x80]);
const withBytes = (text: string, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${text}  text: "`), bytes, Buffer.from('"\n')]);

// Outside of policies: byte for byte, exit 0.

const outside: Readonly<Record<string, Buffer | string>> = {
  garbage: noise,
  'garbage that names the kind': Buffer.concat([noise, Buffer.from('NetworkPolicy'), noise]),
  'a quotation mark that never ends': configMap('  a: "unterminated'),
  'a bracket that never ends': configMap('  a: [1, {b: '),
  'a wrong indentation': configMap('  a: 1\n b: 2\n   c: 3\n'),
  'invalid UTF-8': withBytes(configMap(''), notUtf8),
  'NUL bytes': configMap('  a: "\0"\n\0\0\n'),
  '10,000 lists in lists': configMap(deepFlow),
  '10,000 maps in maps': configMap(deepMaps),
  '10,000 indents': configMap(deepBlock),
  '10,000 dashes': configMap(deepDashes),
  'a billion laughs': configMap(laughs),
  'a billion merged laughs': configMap(mergedLaughs),
  'an alias of nothing': configMap('  a: *nothing\n'),
  '__proto__ keys': configMap('  __proto__: {polluted: true}\n  constructor: {prototype: {polluted: true}}\n'),
  'keys twice': configMap('  a: 1\n  a: 2\n'),
  'integers beyond 2^53': configMap('  a: 9007199254740993\n'),
  'lone carriage returns': configMap('  a: 1\r  b: 2\r\r'),
  'nothing but markers': '---\n---\n...\n---\n',
};

for (const [what, given] of Object.entries(outside)) {
  for (const [with_, input] of [
    ['alone', Buffer.from(given)],
    ['before a policy', Buffer.concat([Buffer.from(given), Buffer.from(`\n${good}`)])],
  ] as const) {
    test(`outside a policy, ${what}, ${with_}: passes byte for byte`, async () => {
      for (const args of [[], ['post-render', '--merge', '--fix'], ['merge', '-']]) {
        const { code, stdout, stderr } = await netpolish(args, input);
        assert.is(code, 0, `${args.join(' ')}: ${stderr}`);
        assert.ok(stdout.equals(input), `${args.join(' ')} changed it`);
        assert.is(stderr, '');
      }
    });
  }
}

// Inside a policy: unparsable-policy, quickly.

const inside: Readonly<Record<string, Buffer | string>> = {
  'a quotation mark that never ends': policy('  ingress: "unterminated'),
  'brackets that never end': policy('  ingress: [{from: '),
  'lists that never end': policy('  ingress: [1, [1,'),
  'a wrong indentation': policy('  ingress:\n    - from:\n   - ports:\n'),
  'a key without a value': policy('  ingress: []\n  egress\n'),
  'a tab for an indentation': policy('\tingress: []\n'),
  'invalid UTF-8': withBytes(policy(''), notUtf8),
  'a NUL in a string': policy('  ingress: "\0"\n'),
  'a NUL in the name': policy('').replace('name: bad', 'name: "bad\0"'),
  'a NUL between keys': policy('  \0\n'),
  'an escape sequence': policy('  ingress: "\u001b[31m"\n'),
  '10,000 lists in lists': policy(deepFlow),
  '10,000 maps in maps': policy(deepMaps),
  '10,000 indents': policy(deepBlock),
  '10,000 dashes': policy(deepDashes),
  '10,000 keys in a row': policy(`  ${'a: '.repeat(DEPTH)}\n`),
  '10,000 question marks': policy(`  ${'? '.repeat(DEPTH)}\n`),
  '10,000 anchors': policy(`  a: ${'&a '.repeat(DEPTH)}\n`),
  '50,001 quotation marks': policy(`  a: ${'"'.repeat(50_001)}\n`),
  'a billion laughs': policy(laughs),
  'a billion merged laughs': policy(mergedLaughs),
  'an alias of itself': policy('  a: &a [*a]\n'),
  'an alias of nothing': policy('  a: *nothing\n'),
  'a key that is a map': policy('  ? {a: 1}\n  : 2\n'),
  'more than the API takes': policy(`  a: "${'x'.repeat(1_600_000)}"\n`),
};

/** Beyond the start of the process, which a run that has nothing to do measures. */
const LIMIT_MS = 2000;
let startMs = Number.POSITIVE_INFINITY;

test.before(async () => {
  for (let i = 0; i < 3; i++)
    startMs = Math.min(startMs, (await netpolish(['post-render'], Buffer.from('a: 1\n'))).cpu);
});

for (const [what, given] of Object.entries(inside)) {
  test(`inside a policy, ${what}: unparsable-policy, and nothing is printed`, async () => {
    const input = Buffer.from(given);
    for (const args of [['post-render'], ['post-render', '--merge', '--fix']]) {
      const { code, stdout, stderr, cpu } = await netpolish(args, input);
      assert.is(code, 1, stderr);
      assert.is(stdout.length, 0);
      assert.match(stderr, 'error unparsable-policy');
      assert.not.match(stderr, /^ {4}at |Error:|internal/m);
      assert.not.match(stderr, /[\0\u001b]/);
      assert.ok(stderr.length < 10_000, `${stderr.length} characters of report`);
      assert.ok(cpu - startMs < LIMIT_MS, `took ${Math.round(cpu - startMs)} ms beyond ${Math.round(startMs)}`);
    }
  });

  test(`inside a policy, ${what}: with --fail-on never it passes byte for byte, its neighbours too`, async () => {
    const input = Buffer.concat([
      Buffer.from(configMap('  a: 1\n---\n')),
      Buffer.from(given),
      Buffer.from(`\n${good}`),
    ]);
    const { code, stdout } = await netpolish(['post-render', '--merge', '--fix', '--fail-on', 'never'], input);
    assert.is(code, 0);
    assert.ok(stdout.equals(input));
  });
}

test('inside a List, 10,000 levels in one item are that item’s fault alone', async () => {
  const item = (text: string): string => `- ${text.trimEnd().split('\n').join('\n  ')}\n`;
  const list = `apiVersion: v1\nkind: List\nitems:\n${item(policy(deepFlow))}${item(policy('  ingress: [{}]\n'))}`;
  const { code, stdout } = await netpolish(['check', '--format', 'json', '-'], Buffer.from(list));
  assert.is(code, 1);
  const { findings } = JSON.parse(stdout.toString());
  assert.equal(
    findings.map((finding: { check: string }) => finding.check),
    ['unparsable-policy'],
  );
});

test('__proto__ keys inside a policy are just keys', async () => {
  const keys = '  __proto__: {ingress: null}\n  constructor: {prototype: 1}\n';
  const annotated = policy(keys).replace('name: bad', 'name: bad\n  annotations: {__proto__: a, toString: b}');
  const other = annotated.replace('name: bad', 'name: other');
  const input = Buffer.from(`${annotated}---\n${other}`);
  const { code, stdout, stderr } = await netpolish(['post-render', '--merge', '--fix', '--fail-on', 'never'], input);
  assert.is(code, 0, stderr);
  assert.ok(stdout.equals(input), 'unknown fields keep policies apart');
  const report = await netpolish(['check', '--format', 'json', '-'], input);
  assert.is(report.stderr, '');
  assert.equal(JSON.parse(report.stdout.toString()).groups[0].policies, ['bad', 'other']);
});

// Lists, as `kubectl get -o json` prints them.

const jsonList = (count: number, padding: number): string => {
  const items = Array.from({ length: count }, (_, i) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${i}`, namespace: `shop-${i}`, annotations: { note: 'x'.repeat(padding) } },
    spec: { podSelector: {}, ingress: i === count - 1 ? {} : [] },
  }));
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
};

for (const [what, list] of [
  ['2 MB, more than the API takes of one object', jsonList(2000, 900)],
  ['1 MB of 6000 policies', jsonList(6000, 0)],
] as const) {
  test(`a JSON List of ${what} is checked to its last policy`, () =>
    withFiles({ 'list.json': list }, async (cwd) => {
      const { code, stdout, cpu } = await netpolish(
        ['check', '--format', 'json', join(cwd, 'list.json')],
        Buffer.alloc(0),
      );
      const faulty = JSON.parse(stdout.toString()).findings.filter(
        ({ severity }: { severity: string }) => severity === 'error',
      );
      assert.is(code, 1);
      assert.match(faulty.map(({ policy }: { policy: { name: string } }) => policy.name).join(), /^policy-\d+$/);
      assert.ok(cpu - startMs < 30_000, `took ${Math.round(cpu)} ms`);
    }));
}

test('a JSON List that breaks off is no clean one', async () => {
  const list = jsonList(20, 100);
  const { code, stdout } = await netpolish(['check', '-'], Buffer.from(list.slice(0, list.length / 2)));
  assert.is(code, 1);
  assert.match(stdout.toString(), 'unparsable-policy');
});

// A hundred megabytes.

const MEGABYTE = 1 << 20;

const bigFile = async (size: number, tail: string, body: (path: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
  const path = join(folder, 'big.yaml');
  try {
    const descriptor = openSync(path, 'w');
    const line = `  key: "${'x'.repeat(100)}"\n`;
    const part = Buffer.from(`---\n${configMap(line.repeat(Math.floor(MEGABYTE / line.length)))}`);
    for (let written = 0; written < size; written += part.length) writeSync(descriptor, part);
    writeSync(descriptor, tail);
    closeSync(descriptor);
    await body(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

for (const [what, tail] of [
  ['without a policy', ''],
  ['with a policy at its end', good],
] as const) {
  test(`100 MB ${what} pass byte for byte`, () =>
    bigFile(100 * MEGABYTE, tail, async (path) => {
      for (const args of ['post-render', 'post-render --merge']) {
        const line = `"${process.execPath}" "${bin}" ${args} < "${path}" | cmp - "${path}"`;
        const { code, stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', line], { timeout: 120_000 });
        assert.equal({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' });
      }
    }));
}

test('100 MB with a faulty policy at the end are stopped, at its line', () =>
  bigFile(100 * MEGABYTE, `---\n${policy('  ingress:\n    - from:\n')}`, async (path) => {
    const { code, stdout } = await run(process.execPath, [bin, 'check', '--format', 'json', path], {
      timeout: 120_000,
    });
    assert.is(code, 1);
    const [finding] = JSON.parse(stdout).findings;
    const lines = (await readFile(path)).filter((byte) => byte === 0x0a).length;
    assert.equal([finding.check, finding.location.line], ['emptied-rule', lines]);
  }));

// Pipes.

const clean = Buffer.from(`${good}---\n${configMap(`  a: "${'x'.repeat(5_000_000)}"\n`)}`);

for (const reader of ['true', 'head -c 10', 'exec 0<&-; sleep 0.2']) {
  test(`closed standard output (| ${reader}): one line and exit code 3`, () =>
    withFiles({ 'in.yaml': clean.toString() }, async (cwd) => {
      for (const args of ['post-render', 'merge in.yaml', 'check --format json --verbose in.yaml in.yaml']) {
        if (args.startsWith('check') && reader !== 'exec 0<&-; sleep 0.2') continue;
        const line = `( sleep 0.1; "${process.execPath}" "${bin}" ${args} < in.yaml; echo "code $?" >&2 ) | { ${reader}; } > out`;
        const { stderr } = await run('bash', ['-c', line], { cwd });
        assert.is(stderr, 'netpolish: standard output was closed\ncode 3\n', args);
      }
    }));
}

test('standard output closed from the start: one line and exit code 3', async () => {
  const { stderr } = await run('bash', ['-c', `"${process.execPath}" "${bin}" checks >&-; echo "code $?" >&2`]);
  assert.match(stderr, /^(netpolish: .*\n)?code [03]\n$/);
  assert.not.match(stderr, / {4}at /);
});

test('standard output on a full device: one line and exit code 3', async () => {
  const { stderr } = await run('bash', ['-c', `"${process.execPath}" "${bin}" checks > /dev/full; echo "code $?" >&2`]);
  assert.match(stderr, /^netpolish: [^\n]*ENOSPC[^\n]*\ncode 3\n$/);
});

test('standard error closed as well: the exit code still tells', () =>
  withFiles({ 'in.yaml': policy('  ingress:\n    - from:\n') }, async (cwd) => {
    for (const redirect of ['2>&-', '2>/dev/full']) {
      const line = `"${process.execPath}" "${bin}" post-render < in.yaml ${redirect}; echo "code $?"`;
      const { stdout } = await run('bash', ['-c', line], { cwd });
      assert.match(stdout, /^code [13]\n$/);
    }
  }));

test('a slow reader gets everything', () =>
  withFiles({}, async (cwd) => {
    const input = join(cwd, 'in.yaml');
    await writeFile(input, clean);
    const child = spawn(process.execPath, [bin, 'post-render', '--merge'], { stdio: 'pipe' });
    createReadStream(input).pipe(child.stdin);
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout) {
      chunks.push(chunk);
      if (chunks.length % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.ok(Buffer.concat(chunks).equals(clean));
  }));

test('a writer that waits between its bytes is waited for', async () => {
  const line = `{ printf 'a: 1\\n'; sleep 0.5; printf -- '---\\nb: 2\\n'; } | "${process.execPath}" "${bin}" post-render`;
  const { code, stdout } = await run('bash', ['-c', line]);
  assert.equal({ code, stdout }, { code: 0, stdout: 'a: 1\n---\nb: 2\n' });
});

test('standard input closed or empty: no stack trace, and a check does not pass', async () => {
  for (const redirect of ['<&-', '</dev/null']) {
    for (const [args, codes] of [
      ['post-render', [0, 3]],
      ['fn', [2, 3]],
      ['check -', [2, 3]],
      ['merge -', [0, 2, 3]],
    ] as const) {
      const { code, stdout, stderr } = await run('bash', ['-c', `"${process.execPath}" "${bin}" ${args} ${redirect}`]);
      assert.ok((codes as readonly number[]).includes(code), `${args} ${redirect}: exit code ${code}`);
      assert.is(stdout, '');
      assert.match(stderr, code === 0 ? /^$/ : /^netpolish: [^\n]+\n$/);
    }
  }
});

test('a folder on standard input: one line and exit code 3', async () => {
  const { code, stdout, stderr } = await run('bash', ['-c', `"${process.execPath}" "${bin}" post-render < /`]);
  assert.equal({ code, stdout }, { code: 3, stdout: '' });
  assert.match(stderr, /^netpolish: [^\n]+\n$/);
});

test.run();
