/** Inputs made by hand to bring a parser, a report or a walk to its knees, by what they try. */
import { runs } from '../laws/runs.ts';
import { INHERITED } from './words.ts';

const HEAD = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';

/** A policy without faults but for what is put under `spec` and `metadata`. */
function policy(spec: string, metadata: string = '  name: web\n'): string {
  return `${HEAD}metadata:\n${metadata}spec:\n  podSelector: {}\n  policyTypes: [Ingress]\n${spec}`;
}

function times(count: number, text: string | ((index: number) => string)): string {
  return typeof text === 'string'
    ? text.repeat(count)
    : Array.from({ length: count }, (_, index) => text(index)).join('');
}

/** As many as a long run has time for, else a tenth. */
function many(count: number, text: string | ((index: number) => string)): string {
  return times(runs(1) > 1 ? count : Math.ceil(count / 10), text);
}

/** Each level names the one below ten times. */
function laughs(levels: number, item: string): string {
  const level = (i: number): string => `  a${i}: &a${i} [${times(10, (j) => `${j === 0 ? '' : ', '}*a${i - 1}`)}]\n`;
  return `  a0: &a0 ${item}\n${times(levels, (i) => level(i + 1))}`;
}

/** What is too large, too deep or too often there, each about 100 kB in a long run. */
export const BOMBS: Readonly<Record<string, () => string>> = {
  'a billion laughs': () => policy(laughs(12, 'lol')),
  'a billion laughs in rules': () =>
    `${HEAD}metadata: {name: web}\nx:\n${laughs(9, '{from: []}')}spec:\n  podSelector: {}\n  ingress: *a9\n`,
  'a billion merge keys': () =>
    `${HEAD}metadata: {name: web}\nx:\n  m0: &m0 {a: 1}\n${times(30, (i) => `  m${i + 1}: &m${i + 1}\n    <<: [*m${i}, *m${i}]\n    k${i}: 1\n`)}spec:\n  <<: *m30\n`,
  'an alias of itself': () => policy('  ingress: &a\n    - *a\n'),
  'a merge key of itself': () => policy('  x: &a\n    <<: *a\n'),
  'many aliases': () => policy(`  x: &a 1\n  y: [${many(30_000, '*a,')}]\n`),
  'many aliases of a rule': () =>
    policy(`  ingress:\n    - &a {from: [{podSelector: {}}]}\n${many(8_000, '    - *a\n')}`),
  'many anchors': () => policy(`  x: [${many(12_000, (i) => `&a${i} 1,`)}]\n`),
  'brackets that open': () => policy(`  ingress: ${times(100_000, '[')}\n`),
  'brackets that open and close': () => policy(`  ingress: ${times(50_000, '[')}${times(50_000, ']')}\n`),
  'maps that open': () => policy(`  x: ${times(25_000, '{a: ')}\n`),
  'flow in a document of braces': () =>
    `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","x":${many(30_000, '{"a":')}`,
  'dashes on one line': () => policy(`  ingress:\n  ${times(50_000, '- ')}\n`),
  'dashes far apart': () => policy(`  ingress:\n  ${times(30_000, '-  ')}\n`),
  'question marks': () => policy(`  ${times(50_000, '? ')}\n`),
  'question marks far apart': () => policy(`  ${times(30_000, '?   ')}\n`),
  'ever deeper lines': () => policy(times(440, (i) => `${' '.repeat(i + 2)}a:\n`)),
  'ever deeper lines of dashes': () => policy(`  x:\n${times(300, (i) => `${' '.repeat(2 * i + 2)}-\n`)}`),
  'tags without end': () => policy(`  x: ${times(20_000, '!!str ')}1\n`),
  'anchors without end': () => policy(`  x: ${times(20_000, '&a ')}1\n`),
  colons: () => policy(`  ${many(50_000, ': ')}\n`),
  commas: () => policy(`  x: [${many(50_000, ', ')}]\n`),
  quotes: () => policy(`  x: ${many(50_000, '" ')}\n`),
  'single quotes': () => policy(`  x: ${many(50_000, "' ")}\n`),
  backslashes: () => policy(`  x: "${times(100_000, '\\')}"\n`),
  escapes: () => policy(`  x: "${many(25_000, '\\x50')}"\n`),
  'escaped line ends': () => policy(`  x: "${many(33_000, 'a\\\n')}"\n`),
  'blank lines': () => policy(times(100_000, '\n')),
  'lines of blanks': () => policy(times(1_000, `${' '.repeat(99)}\n`)),
  'a line of blanks': () => policy(`${' '.repeat(100_000)}\n`),
  'a line of tabs': () => policy(`  x:${times(100_000, '\t')}y\n`),
  'blanks before a colon': () => policy(`  x${' '.repeat(100_000)}: 1\n`),
  comments: () => policy(times(25_000, '  #\n')),
  'a long comment': () => policy(`  # ${'x'.repeat(100_000)}\n`),
  'a comment of hashes': () => policy(`  ${times(50_000, '# ')}\n`),
  'carriage returns': () => policy(times(100_000, '\r')),
  'carriage returns and line ends': () => policy(times(33_000, '\r\r\n')),
  'templates that open': () => policy(`  x: ${times(50_000, '{{')}\n`),
  templates: () => policy(`  x: "${times(15_000, '{{ x }}')}"\n`),
  'a literal of blank lines': () => policy(`  x: |\n${times(50_000, '  \n')}`),
  'a folded text': () => policy(`  x: >\n${times(25_000, '   a\n')}`),
  'a plain text over many lines': () => policy(`  x: a\n${times(25_000, '   b\n')}`),
  directives: () => `${many(12_000, '%YAML 1.1\n')}---\n${policy('')}`,
  'tag directives': () => `${many(6_000, (i) => `%TAG !${i}! x\n`)}---\n${policy('')}`,
  markers: () => `${many(25_000, '---\n')}${policy('')}`,
  'end markers': () => `${many(25_000, '...\n')}${policy('')}`,
  'markers glued to text': () => `${many(16_000, '---a\n')}${policy('')}`,
  'lists in lists': () =>
    `${times(300, (i) => `${'  '.repeat(i)}apiVersion: v1\n${'  '.repeat(i)}kind: List\n${'  '.repeat(i)}items:\n${'  '.repeat(i)}-\n`)}`,
  'lists in lists, between brackets': () =>
    `${times(2_500, '{"kind":"List","items":[')}{"kind":"NetworkPolicy"}${times(2_500, ']}')}`,
  'items without number': () => `apiVersion: v1\nkind: NetworkPolicyList\nitems:\n${many(30_000, '-\n')}`,
  'items of braces': () => `{"kind":"NetworkPolicyList","items":[${many(30_000, '{},')}{}]}`,
  'a large key': () => policy(`  ${'k'.repeat(100_000)}: 1\n`),
  'keys without number': () => policy(many(12_000, (i) => `  k${i}: 1\n`)),
  'one key again and again': () => policy(many(12_000, '  kind: 1\n')),
  'labels without number': () => policy('', `  name: web\n  labels:\n${many(10_000, (i) => `    k${i}: v\n`)}`),
  'rules without number': () => policy(`  ingress:\n${many(4_000, (i) => `  - ports: [{port: ${i + 1}}]\n`)}`),
  'peers without number': () =>
    policy(`  ingress:\n  - from:\n${many(2_500, (i) => `    - podSelector: {matchLabels: {a: v${i}}}\n`)}`),
  'blocks without number': () =>
    policy(`  ingress:\n  - from:\n${many(2_500, (i) => `    - ipBlock: {cidr: 10.${i >> 8}.${i & 255}.0/24}\n`)}`),
  'exceptions without number': () =>
    policy(
      `  ingress:\n  - from:\n    - ipBlock:\n        cidr: 10.0.0.0/8\n        except:\n${many(4_000, (i) => `        - 10.${i >> 8}.${i & 255}.0/24\n`)}`,
    ),
  'values without number': () =>
    policy(`  x: 1\n`).replace(
      'podSelector: {}',
      `podSelector: {matchExpressions: [{key: a, operator: In, values: [${many(12_000, (i) => `v${i}, `)}z]}]}`,
    ),
  'expressions without number': () =>
    policy('').replace(
      'podSelector: {}',
      `podSelector: {matchExpressions: [${many(2_500, (i) => `{key: a, operator: NotIn, values: [v${i}]}, `)}]}`,
    ),
  'policies without number': () => many(900, (i) => `---\n${policy('', `  name: p${i}\n`)}`),
  'policies of one name': () => many(900, `---\n${policy('')}`),
  'policies of one name in many namespaces': () =>
    many(800, (i) => `---\n${policy('', `  name: web\n  namespace: n${i}\n`)}`),
  'policies that cannot be read': () => many(2_000, `---\n${HEAD}spec: [}\n`),
  sources: () => many(1_000, (i) => `---\n# Source: a/templates/${i}.yaml\n${HEAD}`),
  'comments that ignore': () => policy(many(2_000, '  # netpolish-ignore emptied-peers: for a reason\n')),
  'ignores without number': () =>
    policy('', `  name: web\n  annotations:\n    netpolish.dev/ignore: "${many(8_000, 'emptied-rule,')}"\n`),
  'a large ignore': () =>
    policy('', `  name: web\n  annotations:\n    netpolish.dev/ignore: "${'x '.repeat(50_000)}"\n`),
  'dates of ignores': () =>
    policy('', `  name: web\n  annotations:\n    netpolish.dev/ignore: "${many(4_000, '* until 2026-01-01 = ')}"\n`),
  'JSON objects side by side': () => many(2_000, '{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy"}'),
  zeros: () => policy(`  x: 0${'0'.repeat(100_000)}\n`),
  digits: () => policy(`  x: ${'1'.repeat(100_000)}e${'9'.repeat(100)}\n`),
  sexagesimals: () => policy(`  x: 1${times(30_000, ':59')}\n`),
  underscores: () => policy(`  x: 1${'_'.repeat(100_000)}\n`),
  'a port of digits': () => policy(`  ingress: [{ports: [{port: ${'9'.repeat(100_000)}}]}]\n`),
  'an address of colons': () => policy(`  ingress: [{from: [{ipBlock: {cidr: "${':'.repeat(100_000)}"}}]}]\n`),
  'an address of dots': () => policy(`  ingress: [{from: [{ipBlock: {cidr: "${'1.'.repeat(50_000)}0/8"}}]}]\n`),
  'a name of dots': () => policy('', `  name: "${'a.'.repeat(50_000)}"\n`),
  'a name of dashes': () => policy('', `  name: "a${'-'.repeat(100_000)}"\n`),
  'a large label': () =>
    `${policy('').replace('podSelector: {}', `podSelector: {matchLabels: {app: ${'x'.repeat(100_000)}}}`)}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {metadata: {labels: {app: ${'x'.repeat(99_999)}}}}}\n`,
  'a misspelt field': () => policy(`  ${'ingres'.repeat(16_000)}: []\n`),
  'misspelt fields': () => policy(many(3_000, (i) => `  ingres${i}: []\n`)),
  'a selector of Calico': () =>
    `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {selector: "${'('.repeat(50_000)}"}\n---\n${policy('')}`,
  'a selector of Calico without end': () =>
    `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {selector: "${"a == 'b' && ".repeat(8_000)}"}\n---\n${policy('')}`,
  'denials of Calico': () =>
    `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {selector: "${'!'.repeat(100_000)}a"}\n---\n${policy('')}`,
  'workloads without number': () =>
    `${many(700, (i) => `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d${i}}\nspec: {template: {metadata: {labels: {app: a${i}}}}}\n`)}---\n${policy('')}`,
};

/** Bytes that are no text, or not the text that they seem. */
export const BYTES: Readonly<Record<string, Buffer>> = {
  'NUL in a name': Buffer.from(policy('', '  name: "a\0b"\n')),
  'NUL between documents': Buffer.from(`${policy('')}\0---\n${policy('')}`),
  'NUL alone': Buffer.alloc(1000),
  'invalid UTF-8': Buffer.concat([
    Buffer.from(policy('  x: ')),
    Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
    Buffer.from('\n'),
  ]),
  'half a pair, as bytes': Buffer.concat([
    Buffer.from(policy('  x: ')),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from('\n'),
  ]),
  'halves of pairs, as escapes': Buffer.from(
    policy('  "\\ud800": "\\udfff"\n', '  name: "\\ud800"\n  labels: {"\\udc00": "\\ud83d"}\n'),
  ),
  'an overlong slash': Buffer.concat([
    Buffer.from(policy('', '  name: ')),
    Buffer.from([0xc0, 0xaf]),
    Buffer.from('\n'),
  ]),
  'beyond the last character': Buffer.concat([Buffer.from(policy('  x: ')), Buffer.from([0xf4, 0x90, 0x80, 0x80])]),
  'an escape beyond the last character': Buffer.from(policy('  x: "\\U7fffffff"\n')),
  'a character cut at the end': Buffer.from([...Buffer.from(policy('  x: é')).subarray(0, -1)]),
  'a byte order mark in the middle': Buffer.from(`${policy('')}---\n\ufeff${policy('')}`),
  'several byte order marks': Buffer.from(`\ufeff\ufeff${policy('')}`),
  'UTF-16 without its mark': Buffer.from(policy(''), 'utf16le'),
  'UTF-32': Buffer.from([0xff, 0xfe, 0, 0, ...Buffer.from(policy(''))]),
  nothing: Buffer.alloc(0),
};

/** Names of what every object has, wherever a name may stand. */
export const NAMESAKES: Readonly<Record<string, Buffer>> = Object.fromEntries(
  INHERITED.map((name) => {
    const key = JSON.stringify(name);
    const selector = `{matchLabels: {${key}: ${key}}, matchExpressions: [{key: ${key}, operator: In, values: [${key}]}]}`;
    const rule = `{${key}: 1, from: [{podSelector: ${selector}, ${key}: 1}, {namespaceSelector: ${selector}}], ports: [{port: ${key}, protocol: ${key}, ${key}: 1}]}`;
    const own = `${HEAD}metadata: {name: ${key}, namespace: ${key}, labels: {${key}: ${key}}, annotations: {${key}: ${key}}, ${key}: 1}\n`;
    const spec = `spec: {podSelector: ${selector}, policyTypes: [${key}], ingress: [${rule}], ${key}: {${key}: ${key}}}\n`;
    const pods = `{metadata: {labels: {${key}: ${key}}}, spec: {containers: [{name: ${key}, ports: [{name: ${key}, containerPort: 80}]}]}}`;
    const others = [
      `apiVersion: ${key}\nkind: ${key}\n${key}: {${key}: ${key}}\n`,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${key}, namespace: ${key}}\nspec: {selector: ${selector}, template: ${pods}}\n`,
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${key}, labels: {${key}: ${key}}}\n`,
      `apiVersion: v1\nkind: Service\nmetadata: {name: ${key}, namespace: ${key}}\nspec: {selector: {${key}: ${key}}, ports: [{name: ${key}, port: 80}]}\n`,
      `{${key}: 1, kind: List, apiVersion: v1, items: [{${key}: 1}]}\n`,
    ];
    const more = `spec: {podSelector: ${selector}, policyTypes: [Ingress], ingress: [{}], "x": *x}\n`.replace(
      ', "x": *x',
      '',
    );
    const texts = [
      `${own}${spec}`,
      `${own.replace(`name: ${key}`, 'name: a')}${more}`,
      `${own.replace(`name: ${key}`, 'name: b')}${more}`,
      ...others,
    ];
    return [name, Buffer.from(texts.join('---\n'))];
  }),
);
