/** Finding the NetworkPolicies of a stream, and nothing else. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documentTexts, findPolicies, type Resource } from '../../src/manifest/resource.ts';
import { splitStream } from '../../src/manifest/stream.ts';
import { entryOf, isFault, stringOf } from '../../src/manifest/tree.ts';

const test = suite('manifest/resource');

const HEAD = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';

function find(stream: string | Buffer): Resource[] {
  const bytes = Buffer.from(stream);
  return findPolicies(documentTexts(bytes, splitStream(bytes)));
}

/** A policy as `path name`, or `path !fault`. */
function describe({ path, root, list }: Resource): string {
  const where = [...(list === undefined ? [] : [list]), ...path].join('.');
  if (isFault(root)) return `${where} !${root.message}`.trim();
  return `${where} ${stringOf(entryOf(root, 'metadata')?.value, 'name') ?? '-'}`.trim();
}

function named(name: string, indent = ''): string {
  return `${HEAD}metadata: {name: ${name}}\n`.replace(/^(?=.)/gm, indent);
}

function item(text: string): string {
  return `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
}

const POLICIES: readonly (readonly [fact: string, stream: string, want: readonly string[]])[] = [
  ['one', named('a'), ['a']],
  ['two', `${named('a')}---\n${named('b')}`, ['a', 'b']],
  ['among others', `kind: Service\n---\n${named('a')}---\nkind: Service\n`, ['a']],
  [
    'in another key order',
    `metadata: {name: a}\nspec: {}\nkind: NetworkPolicy\napiVersion: networking.k8s.io/v1\n`,
    ['a'],
  ],
  ['with quotes', `"apiVersion": 'networking.k8s.io/v1'\n"kind": 'NetworkPolicy'\nmetadata: {"name": 'a'}\n`, ['a']],
  ['in flow style', `{metadata: {name: a}, kind: NetworkPolicy, apiVersion: networking.k8s.io/v1}\n`, ['a']],
  ['as JSON', `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a"}}`, ['a']],
  ['with an indented root', named('a', '   '), ['a']],
  ['with carriage returns', named('a').replaceAll('\n', '\r\n'), ['a']],
  ['with carriage returns behind comments', named('a').replaceAll('\n', ' # x\r\n'), ['a']],
  ['behind a byte order mark', `\ufeff${named('a')}`, ['a']],
  ['behind the marker', `--- {kind: NetworkPolicy, metadata: {name: a}}\n`, ['a']],
  ['glued to the marker', `---${named('a')}`, ['a']],
  ['with a tag and an anchor', `--- !!map &root\n${named('a')}`, ['a']],
  [
    'with tags before values',
    `apiVersion: !!str networking.k8s.io/v1\nkind: &k NetworkPolicy\nmetadata: {name: a}\n`,
    ['a'],
  ],
  ['whose kind is an alias', `x: &k NetworkPolicy\nkind: *k\nmetadata: {name: a}\n`, ['a']],
  ['whose kind is a literal', `kind: |-\n  NetworkPolicy\nmetadata: {name: a}\n`, ['a']],
  ['with explicit keys', `? kind\n: NetworkPolicy\n? metadata\n: {name: a}\n`, ['a']],
  ['through a merge key', `x: &x {kind: NetworkPolicy}\n<<: *x\nmetadata: {name: a}\n`, ['a']],
  ['whose last kind counts', `kind: Other\nkind: NetworkPolicy\nmetadata: {name: a}\n`, ['a']],
  ['of the old group', 'apiVersion: extensions/v1beta1\nkind: NetworkPolicy\nmetadata: {name: a}\n', ['a']],
  ['of a later version', 'apiVersion: networking.k8s.io/v2\nkind: NetworkPolicy\nmetadata: {name: a}\n', ['a']],
  ['without an apiVersion', 'kind: NetworkPolicy\nmetadata: {name: a}\n', ['a']],
  ['with a blank apiVersion', 'apiVersion:\nkind: NetworkPolicy\nmetadata: {name: a}\n', ['a']],

  [
    'in a List',
    `kind: List\nitems:\n${item(named('a'))}${item('kind: Secret')}${item(named('b'))}`,
    ['List.items.0 a', 'List.items.2 b'],
  ],
  ['in a List whose items come first', `items:\n${item(named('a'))}kind: List\n`, ['List.items.0 a']],
  ['in an indented List', `kind: List\nitems:\n  - kind: NetworkPolicy\n    metadata: {name: a}\n`, ['List.items.0 a']],
  ['in a List with dashes on their own lines', `kind: List\nitems:\n-\n  kind: NetworkPolicy\n`, ['List.items.0 -']],
  ['in a List of flow style', `{kind: List, items: [{kind: Secret}, {kind: NetworkPolicy}]}`, ['List.items.1 -']],
  [
    'in a List with a flow list',
    `kind: List\nitems: [{kind: NetworkPolicy, metadata: {name: a}}]\n`,
    ['List.items.0 a'],
  ],
  [
    'in a List as JSON',
    `{"kind":"List","items":[{"kind":"NetworkPolicy","metadata":{"name":"a"}}]}`,
    ['List.items.0 a'],
  ],
  ['in a List with carriage returns', `kind: List\r\nitems:\r\n- kind: NetworkPolicy\r\n`, ['List.items.0 -']],
  [
    'in a NetworkPolicyList, without kinds',
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n  kind: NetworkPolicy\n`,
    ['NetworkPolicyList.items.0 a', 'NetworkPolicyList.items.1 b'],
  ],
  [
    'in a NetworkPolicyList of flow style',
    `{kind: NetworkPolicyList, items: [{metadata: {name: a}}, null]}`,
    ['NetworkPolicyList.items.0 a'],
  ],
  [
    'in a NetworkPolicyList that only a parser can tell, without kinds',
    `x: &k NetworkPolicyList\nkind: *k\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n  kind: NetworkPolicy\n- kind: Secret\n`,
    ['List.items.0 a', 'List.items.1 b'],
  ],
  [
    'in a ResourceList',
    `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nfunctionConfig: {kind: NetworkPolicy}\nitems:\n${item(named('a'))}`,
    ['ResourceList.items.0 a'],
  ],
  [
    'in a List inside a List',
    `kind: List\nitems:\n- kind: List\n  items:\n  - kind: NetworkPolicy\n    metadata: {name: a}\n`,
    ['List.items.0.items.0 a'],
  ],
  [
    'in a List inside a flow List',
    `{kind: List, items: [{kind: List, items: [{kind: NetworkPolicy}]}]}`,
    ['List.items.0.items.0 -'],
  ],
  [
    'in a List with an anchor outside of the item',
    `kind: List\nitems:\n- kind: Secret\n  x: &m {name: a}\n- kind: NetworkPolicy\n  metadata: *m\n`,
    ['List.items.1 a'],
  ],

  [
    'in a List whose items are a flow list on the next line',
    `kind: List\nitems:\n  [{kind: NetworkPolicy, metadata: {name: a}}]\n`,
    ['List.items.0 a'],
  ],
  ['in a List whose kind is an alias', `x: &k List\nkind: *k\nitems:\n${item(named('a'))}`, ['List.items.0 a']],
  [
    'in a List whose items are an alias',
    `kind: List\nx: &l [{kind: NetworkPolicy, metadata: {name: a}}]\nitems: *l\n`,
    ['List.items.0 a'],
  ],
  [
    'in a List with an anchor that nobody has',
    `kind: List\nitems:\n- kind: NetworkPolicy\n  metadata: *m\n- {a: [}\n`,
    ["List.items.0 !unknown anchor 'm' referenced"],
  ],
  [
    'in 20 Lists, one in the other',
    `${`{kind: List, items: [`.repeat(20)}{kind: NetworkPolicy}${']}'.repeat(20)}`,
    [`List${'.items.0'.repeat(20)} -`],
  ],
  [
    'in 21 Lists, one in the other',
    `${`{kind: List, items: [`.repeat(21)}{kind: NetworkPolicy}${']}'.repeat(21)}`,
    [`List${'.items.0'.repeat(21)} !it stands in more than 20 lists, one in the other`],
  ],
  [
    'in 21 Lists that only a parser can tell',
    `x: &k List\nkind: *k\nitems: [${`{kind: List, items: [`.repeat(20)}{kind: NetworkPolicy}${']}'.repeat(20)}]\n`,
    [`List${'.items.0'.repeat(21)} !it stands in more than 20 lists, one in the other`],
  ],
  [
    'that another JSON object follows',
    '{"kind": "NetworkPolicy"}\n{"kind": "Secret"}\n',
    ['!several JSON objects in one document: put `---` between them'],
  ],
  ['as JSON, with an end', '{"kind": "NetworkPolicy", "metadata": {"name": "a"}}\n...\n', ['a']],
  ['with lone carriage returns', named('a').replaceAll('\n', '\r'), ['a']],

  ['not: text in a ConfigMap', `kind: ConfigMap\ndata:\n  a: |\n    ${HEAD.replaceAll('\n', '\n    ')}\n`, []],
  ['not: text in quotes', `kind: ConfigMap\ndata: {a: "\n${HEAD.replaceAll('\n', '\n\n')}"}\n`, []],
  ['not: a name', 'kind: Service\nmetadata: {name: NetworkPolicy}\n', []],
  ['not: a comment', 'kind: Service # kind: NetworkPolicy\n', []],
  ['not: a value further down', 'kind: Role\nrules:\n- kind: NetworkPolicy\n', []],
  ['not: an item of what is no list of objects', `kind: Template\nitems:\n${item(named('a'))}`, []],
  ['not: a list without a kind', `items:\n${item(named('a'))}`, []],
  ['not: a list at the root', item(named('a')), []],
  ['not: Calico', 'apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nspec: {selector: all()}\n', []],
  ['not: Calico as stored', 'apiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy\n', []],
  ['not: Cilium', 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\n', []],
  ['not: a name that begins like the group', 'apiVersion: networking.k8s.iox/v1\nkind: NetworkPolicy\n', []],
  ['not: another kind of the group', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyPort\n', []],
  ['not: whose last kind is another', `kind: NetworkPolicy\nkind: ConfigMap\n`, []],
  ['not: a merge key that gives another kind', `x: &x {kind: ConfigMap}\nkind: NetworkPolicy\n<<: *x\n`, []],
  ['not: Calico in a List', 'kind: List\nitems:\n- apiVersion: projectcalico.org/v3\n  kind: NetworkPolicy\n', []],
  ['not: the nested kind of a list item', 'kind: List\nitems:\n- kind: Secret\n  data: {kind: NetworkPolicy}\n', []],
  ['not: Calico by an alias', 'x: &g projectcalico.org/v3\napiVersion: *g\nkind: NetworkPolicy\n', []],
  ['not: what no parser reads, and whose kind is an alias', 'x: &k NetworkPolicy\nkind: *k\nspec: [}\n', []],
  ['not: an item that is a list', 'kind: List\nitems:\n- [NetworkPolicy]\n- - NetworkPolicy\n', []],
  ['not: an item that is a word', 'kind: List # NetworkPolicy\nitems:\n- NetworkPolicy\n', []],
  ['not: a List without items', 'kind: &k List # NetworkPolicy\n<<: {}\n', []],
  ['not: a functionConfig', 'kind: ResourceList\nfunctionConfig:\n  kind: NetworkPolicy\nitems: []\n', []],

  ['broken', `${HEAD}spec: [}\n`, ['!Flow map must contain a : value']],
  [
    'broken in a List',
    `kind: List\nitems:\n- kind: NetworkPolicy\n  spec: *x\n- kind: NetworkPolicy\n`,
    ["List.items.0 !unknown anchor 'x' referenced", 'List.items.1 -'],
  ],
];

for (const [fact, stream, want] of POLICIES) {
  test(`a policy ${fact}`, () => {
    const found = find(stream).map(describe);
    if (want.some((one) => one.includes('!Flow'))) assert.ok(found.length === 1 && found[0]?.startsWith('!'), found[0]);
    else assert.equal(found, want);
  });
}

test('invalid UTF-8 in a policy is a fault of that document alone', () => {
  const broken = Buffer.concat([Buffer.from(`${HEAD}metadata: {name: `), Buffer.from([0xff]), Buffer.from('}\n')]);
  const found = find(Buffer.concat([broken, Buffer.from(`---\n${named('a')}`)]));
  assert.equal(found.map(describe), ['!invalid UTF-8', 'a']);
});

test('invalid UTF-8 in what only speaks of a policy is nobody’s fault', () => {
  const other = Buffer.concat([Buffer.from('kind: Secret # NetworkPolicy\ndata: '), Buffer.from([0xff, 0x0a])]);
  assert.equal(find(other).map(describe), []);
});

test('invalid UTF-8 beside a policy is nobody’s fault', () => {
  const other = Buffer.concat([Buffer.from('kind: Secret\ndata: '), Buffer.from([0xff, 0xfe]), Buffer.from('\n---\n')]);
  assert.equal(find(Buffer.concat([other, Buffer.from(named('a'))])).map(describe), ['a']);
});

// Each of these would be a fault, or take for ever, if the parser saw it. The word is there, so that nothing is skipped by luck.
const UNPARSED: readonly (readonly [fact: string, document: string])[] = [
  ['broken flow style', 'kind: ConfigMap # NetworkPolicy\ndata: [}\n'],
  ['a template', 'kind: ConfigMap # NetworkPolicy\ndata: {{ .Values.data }}\n'],
  ['an unknown anchor', 'kind: ConfigMap # NetworkPolicy\ndata: *nowhere\n'],
  ['deep nesting', `kind: ConfigMap # NetworkPolicy\ndata: ${'['.repeat(100_000)}\n`],
  ['deep lists', `kind: ConfigMap # NetworkPolicy\ndata:\n  ${'- '.repeat(100_000)}\n`],
  ['10 MB of data', `kind: ConfigMap # NetworkPolicy\ndata:\n${'  a: b\n'.repeat(1_500_000)}`],
  [
    'a billion laughs',
    `kind: ConfigMap # NetworkPolicy\na0: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]\n`).join('')}`,
  ],
];

for (const [fact, document] of UNPARSED) {
  test(`what holds no policy is not parsed: ${fact}`, () => {
    assert.equal(find(`${document}---\n${named('a')}---\n${document}`).map(describe), ['a']);
  });
}

test('an item that is no policy is not parsed either', () => {
  const list = `kind: List\nitems:\n- kind: Secret # NetworkPolicy\n  data: [}\n${item(named('a'))}`;
  assert.equal(find(list).map(describe), ['List.items.1 a']);
});

const SOURCES: readonly (readonly [fact: string, stream: string, want: string | undefined])[] = [
  ['Helm’s line', `---\n# Source: shop/templates/np.yaml\n${named('a')}`, 'shop/templates/np.yaml'],
  ['with other comments', `---\n# x\n# Source: a/templates/b.yaml\n\n# y\n${named('a')}`, 'a/templates/b.yaml'],
  ['with a carriage return', `---\r\n# Source: a/templates/b.yaml\r\n${HEAD}`, 'a/templates/b.yaml'],
  ['none', named('a'), undefined],
  ['below the content', `${named('a')}# Source: a/b.yaml\n`, undefined],
  ['of the document before', `# Source: a/b.yaml\nkind: Service\n---\n${named('a')}`, undefined],
];

for (const [fact, stream, want] of SOURCES) {
  test(`source: ${fact}`, () => {
    assert.is(find(stream)[0]?.within.source, want);
  });
}

// Where the value of metadata.name stands in the whole input, as line:column.
const PLACES: readonly (readonly [fact: string, stream: string, want: string])[] = [
  ['in the first document', `kind: NetworkPolicy\nmetadata:\n  name: a\n`, '3:9'],
  ['in the second', `a: 1\n---\nkind: NetworkPolicy\nmetadata:\n  name: a\n`, '5:9'],
  ['behind a marker', `--- {kind: NetworkPolicy, metadata: {name: a}}\n`, '1:44'],
  ['glued to a marker', `---kind: NetworkPolicy\nmetadata: {name: a}\n`, '2:18'],
  ['behind a byte order mark', `\ufeffkind: NetworkPolicy\nmetadata: {name: a}\n`, '2:18'],
  ['with carriage returns', `a: 1\r\n---\r\nkind: NetworkPolicy\r\nmetadata: {name: a}\r\n`, '4:18'],
  ['behind characters of two and four bytes', `kind: NetworkPolicy\nmetadata: {x: ä😀, name: a}\n`, '2:25'],
  ['in an item', `kind: List\nitems:\n- kind: NetworkPolicy\n  metadata:\n    name: a\n`, '5:11'],
  [
    'in an item that begins on the line of its dash',
    `kind: List\nitems:\n- metadata: {name: a}\n  kind: NetworkPolicy\n`,
    '3:20',
  ],
  ['in a flow item', `{kind: List, items: [{kind: NetworkPolicy, metadata: {name: a}}]}`, '1:61'],
];

for (const [fact, stream, want] of PLACES) {
  test(`place: ${fact}`, () => {
    const [found] = find(stream);
    const root = found && !isFault(found.root) ? found.root : undefined;
    const name = entryOf(entryOf(root, 'metadata')?.value, 'name')?.value;
    assert.ok(found && name, 'no name');
    const { line, column } = found.within.lines.place(name.span.start);
    assert.is(`${line}:${column}`, want);
  });
}

test.run();
