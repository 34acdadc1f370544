import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFunctionConfig } from '../../src/config/function-config.ts';
import { FUNCTION_CONFIG, withGiven } from '../../src/config/given.ts';
import { DEFAULTS, type Settings } from '../../src/config/settings.ts';

const test = suite('function config');

const netpolish = (rest: string): string =>
  `apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\nmetadata: {name: n}\n${rest}`;
const configMap = (rest: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\n${rest}`;

const IGNORED: Settings['ignore'] = [
  { check: 'a', by: 'configuration', from: 'the functionConfig' },
  { check: 'b', policy: 'c', by: 'configuration', from: 'the functionConfig' },
];

type Good = { readonly config: string; readonly given: Partial<Settings> };

const good: readonly Good[] = [
  { config: '', given: {} },
  { config: '# nothing\n', given: {} },
  { config: 'null\n', given: {} },
  { config: netpolish(''), given: {} },
  { config: netpolish('spec:\n'), given: {} },
  { config: netpolish('spec: {}\n'), given: {} },
  { config: netpolish('argsOneLiner: --merge\nargsFromFile: a.txt\n'), given: {} },
  { config: netpolish('spec: {merge: true}\n'), given: { merge: 'within-charts' } },
  { config: netpolish('spec: {merge: false}\n'), given: { merge: 'off' } },
  {
    config: netpolish('spec: {merge: across-charts, mergeSameName: true}\n'),
    given: { merge: 'across-charts', mergeSameName: true },
  },
  { config: netpolish('spec: {merge: true, simplify: true}\n'), given: { merge: 'within-charts', simplify: true } },
  {
    config: netpolish('spec: {failOn: never, fix: true, hooks: skip}\n'),
    given: { failOn: 'never', fix: true, hooks: 'skip' },
  },
  {
    config: netpolish('spec: {namespace: shop, ignore: [a, "b:c"]}\n'),
    given: { namespace: 'shop', ignore: IGNORED },
  },
  { config: netpolish('spec: {output: none, reportFile: r.json}\n'), given: { output: 'none', reportFile: 'r.json' } },
  { config: netpolish('spec: {kubernetesVersion: v1.35.4-gke.1}\n'), given: { kubernetesVersion: 'v1.35.4-gke.1' } },
  {
    config: netpolish('spec: {severities: {yaml-1.1: off, dead-rules: info}, context: [a, b]}\n'),
    given: { severities: { 'yaml-1.1': 'off', 'dead-rules': 'info' }, context: ['a', 'b'] },
  },
  {
    config: configMap('data: {severities: "yaml-1.1=off, dead-rules=info", context: "a, b"}\n'),
    given: { severities: { 'yaml-1.1': 'off', 'dead-rules': 'info' }, context: ['a', 'b'] },
  },
  { config: configMap(''), given: {} },
  { config: configMap('data: {merge: "true", fix: "false"}\n'), given: { merge: 'within-charts', fix: false } },
  {
    config: configMap('data: {merge: across-charts, mergeSameName: "true"}\n'),
    given: { merge: 'across-charts', mergeSameName: true },
  },
  {
    config: configMap('data: {merge: "true", simplify: "true"}\n'),
    given: { merge: 'within-charts', simplify: true },
  },
  { config: configMap('data: {ignore: " a, b:c ,"}\n'), given: { ignore: IGNORED } },
  {
    config: configMap('data: {failOn: warning, output: none, namespace: shop}\n'),
    given: { failOn: 'warning', output: 'none', namespace: 'shop' },
  },
];

for (const { config, given } of good) {
  test(`is taken: ${JSON.stringify(config.replace(/[\s\S]*\{name: n\}\n/, ''))}`, () => {
    assert.equal(withGiven(readFunctionConfig(config), DEFAULTS, FUNCTION_CONFIG), { ...DEFAULTS, ...given });
  });
}

const bad: Readonly<Record<string, RegExp>> = {
  [netpolish('spec: {failon: never}\n')]: /no such setting: failon; did you mean failOn\?/,
  [netpolish('spec: {failOn: info}\n')]: /failOn must be one of error, warning, never/,
  [netpolish('spec: {failOn: }\n')]: /failOn/,
  [netpolish('spec: {kubernetesVersion: latest}\n')]: /kubernetesVersion must be a version such as 1\.36/,
  [netpolish('spec: {kubernetesVersion: 1.30}\n')]: /kubernetesVersion must be text, and is 1\.3: put it in quotes/,
  [netpolish('spec: {severities: {dead-rules: loud}}\n')]:
    /severities\.dead-rules must be one of error, warning, info, off, and is "loud"/,
  [netpolish('spec: {severities: {dead-rules: eror}}\n')]: /and is "eror"; did you mean error\?/,
  [netpolish('spec: {severities: {dead-rule: off}}\n')]:
    /no such check: severities\.dead-rule; did you mean dead-rules\?/,
  [netpolish('spec: {severities: {a: off}}\n')]: /no such check: severities\.a$/,
  [netpolish('spec: {ignore: [{check: emptied-pers, reason: r}]}\n')]:
    /ignore\.0\.check is "emptied-pers": no such check; did you mean emptied-peers\?/,
  [netpolish('spec: {ignore: [{check: "*"}]}\n')]: /ignore\.0 has no reason/,
  [netpolish('spec: {ignore: [{check: "*", reason: ""}]}\n')]: /ignore\.0\.reason is blank/,
  [netpolish('spec: {ignore: [{check: "*", reason: r, polcy: a}]}\n')]:
    /no such setting: ignore\.0\.polcy; did you mean policy\?/,
  [netpolish('spec: {ignore: [{check: "*", reason: r, until: tomorrow}]}\n')]:
    /ignore\.0\.until must be a day such as 2026-12-31, and is "tomorrow"/,
  [netpolish('spec: {cni: calcio}\n')]: /cni must be one of antrea, .*, and is "calcio"; did you mean calico\?/,
  [netpolish('spec: {inlineIgnorable: [a]}\n')]: /inlineIgnorable\.0 is "a": no such check/,
  [netpolish('spec: {merge: "true"}\n')]: /merge must be one of true, false/,
  [netpolish('spec: {fix: "true"}\n')]: /fix must be boolean/,
  [netpolish('spec: {ignore: a}\n')]: /ignore must be array, and is "a"/,
  [netpolish('spec: {ignore: [1]}\n')]: /ignore\.0 must be text, and is 1: put it in quotes/,
  [netpolish('spec: {reportFile: ""}\n')]: /reportFile/,
  [netpolish('spec: {output: json}\n')]: /output must be one of items, none/,
  [netpolish('spec: {__proto__: {failOn: never}}\n')]: /no such setting: __proto__/,
  [netpolish('spec: [a]\n')]: /spec must be object/,
  [netpolish('spec: text\n')]: /spec must be object/,
  [netpolish('failOn: never\n')]: /failOn/,
  [netpolish('data: {failOn: never}\n')]: /spec/,
  [configMap('spec: {failOn: never}\n')]: /data/,
  [configMap('data: {merge: "yes"}\n')]: /merge must be one of/,
  [configMap('data: {fix: "1"}\n')]: /fix must be boolean/,
  [configMap('data: [a]\n')]: /must be object/,
  'kind: Netpolish\nspec: {}\n': /netpolish\.dev\/v1alpha1/,
  'apiVersion: netpolish.dev/v1\nkind: Netpolish\n': /netpolish\.dev\/v1alpha1/,
  'apiVersion: netpolish.dev/v1alpha1\nkind: Netpolsh\n': /Netpolsh/,
  '- a\n': /no object/,
  'text\n': /no object/,
  '{a: [\n': /does not parse/,
};

for (const [config, words] of Object.entries(bad)) {
  test(`is refused in one line: ${JSON.stringify(config.replace(/[\s\S]*\{name: n\}\n/, ''))}`, () => {
    assert.throws(
      () => readFunctionConfig(config),
      (error: Error) =>
        words.test(error.message) && !error.message.includes('\n') && !error.message.includes('undefined'),
    );
  });
}

test.run();
