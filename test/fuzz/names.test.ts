/** Every command that tells of a stream, on names that try to act on whoever reads: a terminal, a runner, a parser. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Format, REPORTERS } from '../../src/report/index.ts';
import { HOSTILE } from '../report/hostile.ts';
import { ASKING, run } from './doors.ts';
import { commandFault, faultOf } from './reports.ts';

const test = suite('fuzz/names');

/** A policy with two faults, a workload and a Namespace; whatever can be named has this name. */
function streamOf(name: string): Buffer {
  const word = JSON.stringify(name);
  const selector = { matchLabels: { app: name } };
  const policy = (own: string): object => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: own, namespace: name, labels: { [name]: name }, annotations: { [name]: name } },
    spec: { podSelector: selector, [name]: name, ingress: [{ from: null, ports: [{ port: name }] }], egress: [] },
  });
  const pods = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name, ports: [{ name, containerPort: 1 }] }] },
  };
  const workload = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: name },
    spec: { selector, template: pods },
  };
  const texts = [policy(name), policy('web'), workload, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }];
  const source = `# Source: ${name.replace(/[\r\n]/g, '')}\n`;
  return Buffer.from(
    `${texts.map((one) => `---\n${source}${JSON.stringify(one)}\n`).join('')}---\nkind: NetworkPolicy\n${word}: [\n`,
  );
}

const FORMATS = Object.keys(REPORTERS) as Format[];

for (const [what, name] of Object.entries(HOSTILE)) {
  test(`${what}: in every format of check`, async () => {
    for (const format of FORMATS) {
      const { stdout, stderr } = await run({ argv: ['check', '--verbose', '--format', format, '-'] }, streamOf(name));
      assert.is(faultOf(format, stdout), undefined, format);
      assert.is(faultOf('text', stderr), undefined, format);
    }
  });

  test(`${what}: asked for, merged, refused`, async () => {
    const calls = [
      ...ASKING,
      ['merge', '-'],
      ['post-render'],
      ['post-render', '--merge', '--fix', '--fail-on', 'never'],
    ];
    for (const argv of calls) {
      const { code, stdout, stderr } = await run({ argv }, streamOf(name));
      assert.ok([0, 1, 2].includes(code), stderr);
      const fault = faultOf(argv.includes('json') ? 'json' : 'text', stdout);
      if (ASKING.includes(argv) || code !== 0) assert.is(fault, undefined, argv.join(' '));
      assert.is(faultOf('text', stderr), undefined, argv.join(' '));
    }
  });

  test(`${what}: in the results of a function`, async () => {
    const items = streamOf(name)
      .toString()
      .split(/---\n#.*\n/)
      .slice(1, 3)
      .map((text) => `- ${text}`)
      .join('');
    const stdin = Buffer.from(`apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${items}`);
    const { stdout, stderr } = await run({ argv: ['fn'] }, stdin);
    for (const [, result = ''] of stdout.matchAll(/^- (\{"message".*)$/gm))
      assert.is(faultOf('json', `${result}\n`), undefined);
    assert.is(commandFault(stderr), undefined);
  });
}

test.run();
