/** The keys at the top of a document, read without a parser. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { itemText, type Outline, outline } from '../../src/manifest/outline.ts';

const test = suite('manifest/outline');

function shape(text: string): Outline {
  const found = outline(text);
  if (found === undefined) throw new Error('no mapping');
  return found;
}

const POLICY = { kind: 'NetworkPolicy', apiVersion: 'networking.k8s.io/v1' };
const HEAD = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';

type Fields = Readonly<Record<string, string | undefined>>;

// What kind and apiVersion read as; undefined stands for a value that only a parser can tell, no key for a missing one.
const FIELDS: readonly (readonly [fact: string, text: string, want: Fields])[] = [
  ['block', HEAD, POLICY],
  ['another order', 'spec: {}\nkind: NetworkPolicy\napiVersion: networking.k8s.io/v1\n', POLICY],
  ['quotes', `"apiVersion": 'networking.k8s.io/v1'\n'kind': "NetworkPolicy"\n`, POLICY],
  ['an escape in quotes', '"\\u006bind": "Network\\u0050olicy"\n', { kind: 'NetworkPolicy' }],
  ['a doubled quote', "kind: 'it''s'\n", { kind: "it's" }],
  ['comments behind', 'apiVersion: networking.k8s.io/v1 # v1\nkind: NetworkPolicy  # this\n', POLICY],
  ['comments and blank lines above', `# one\n\n# two\n${HEAD}`, POLICY],
  ['a hash inside a word', 'kind: a#b\n', { kind: 'a#b' }],
  ['blanks around the colon', 'kind :   NetworkPolicy  \n', { kind: 'NetworkPolicy' }],
  ['an indented root', '    apiVersion: networking.k8s.io/v1\n    kind: NetworkPolicy\n', POLICY],
  ['carriage returns', HEAD.replaceAll('\n', '\r\n'), POLICY],
  ['carriage returns behind comments', HEAD.replaceAll('\n', ' # x\r\n'), POLICY],
  ['no final newline', 'kind: NetworkPolicy', { kind: 'NetworkPolicy' }],
  ['a tag before the root', `!!map\n${HEAD}`, POLICY],
  ['an anchor before the root', `&root\n${HEAD}`, POLICY],
  ['anchors and tags before values', '&a kind: !!str &b NetworkPolicy\n', { kind: 'NetworkPolicy' }],
  ['flow style', '{kind: NetworkPolicy, apiVersion: networking.k8s.io/v1}', POLICY],
  ['flow style over lines', '{\n  kind: NetworkPolicy, # this\n  apiVersion: networking.k8s.io/v1,\n}\n', POLICY],
  [
    'flow style with collections before',
    '{spec: {a: [1, "]}"], b: {c: d}}, kind: NetworkPolicy}',
    { kind: 'NetworkPolicy' },
  ],
  ['JSON', '{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","spec":{"kind":"Other"}}', POLICY],
  ['JSON on lines', '{\n\t"apiVersion": "networking.k8s.io/v1",\n\t"kind": "NetworkPolicy"\n}', POLICY],
  ['JSON with brackets in strings', '{"a":"}\\"]","kind":"NetworkPolicy"}', { kind: 'NetworkPolicy' }],
  ['a nested kind', 'kind: Other\nspec:\n  kind: NetworkPolicy\n', { kind: 'Other' }],
  ['a nested kind in a list on the column', 'items:\n- kind: NetworkPolicy\nkind: Other\n', { kind: 'Other' }],
  ['a kind in a literal', 'kind: Other\ndata:\n  a: |\n    kind: NetworkPolicy\n', { kind: 'Other' }],
  [
    'a kind in a literal with an indentation of one',
    'data: |1\n kind: NetworkPolicy\nkind: Other\n',
    { kind: 'Other' },
  ],
  ['a kind in a comment', '# kind: NetworkPolicy\nkind: Other\n', { kind: 'Other' }],
  ['a kind in double quotes over lines', 'data: "a\n  kind: NetworkPolicy"\nkind: Other\n', { kind: 'Other' }],
  ['a kind in double quotes on the margin', 'data: "a\nkind: NetworkPolicy\n"\nkind: Other\n', { kind: 'Other' }],
  ['a kind in flow style on the margin', 'data: {a: b,\nkind: NetworkPolicy}\nkind: Other\n', { kind: 'Other' }],
  ['the last of two', 'kind: NetworkPolicy\nkind: Other\n', { kind: 'Other' }],
  ['a colon in the value', 'kind: a:b\n', { kind: 'a:b' }],
  ['a blank value', 'kind:\napiVersion:\n', { kind: '', apiVersion: '' }],
  ['an alias', 'x: &k NetworkPolicy\nkind: *k\n', { kind: undefined }],
  ['a literal', 'kind: |-\n  NetworkPolicy\n', { kind: undefined }],
  ['a collection', 'kind: [NetworkPolicy]\n', { kind: undefined }],
  ['the key __proto__', '__proto__: NetworkPolicy\nkind: Other\n', { kind: 'Other' }],
];

for (const [fact, text, want] of FIELDS) {
  test(`fields: ${fact}`, () => {
    const { fields } = shape(text);
    const read = [...fields].filter(([key]) => key === 'kind' || key === 'apiVersion');
    assert.equal(Object.fromEntries(read), want);
  });
}

for (const [fact, text] of [
  ['nothing', ''],
  ['comments', '# kind: NetworkPolicy\n'],
  ['a block list', '- kind: NetworkPolicy\n'],
  ['a flow list', '[{kind: NetworkPolicy}]\n'],
] as const) {
  test(`no mapping: ${fact}`, () => {
    assert.is(outline(text), undefined);
  });
}

// Only a parser can tell what the keys are.
const UNCERTAIN: readonly (readonly [fact: string, text: string, uncertain: boolean])[] = [
  ['plain keys', HEAD, false],
  ['a merge key', '<<: *base\nname: a\n', true],
  ['a merge key in flow style', '{<<: *base, name: a}\n', true],
  ['an explicit key', '? kind\n: NetworkPolicy\n', true],
  ['an alias as a key', '*k : NetworkPolicy\n', true],
  ['an alias as the kind', 'kind: *k\n', true],
  ['a literal as the kind', 'kind: |-\n  NetworkPolicy\n', true],
  ['a merge key further down', 'metadata:\n  <<: *base\nkind: Other\n', false],
];

for (const [fact, text, uncertain] of UNCERTAIN) {
  test(`${uncertain ? 'uncertain' : 'certain'}: ${fact}`, () => {
    assert.is(outline(text)?.uncertain, uncertain);
  });
}

// The text of every item under `items`, in block style its dash blanked out; undefined where there is no list.
const ITEMS: readonly (readonly [fact: string, text: string, want: readonly string[] | undefined])[] = [
  ['on the column of the key', 'items:\n- a: 1\n  b: 2\n- c: 3\n', ['  a: 1\n  b: 2\n', '  c: 3\n']],
  ['further right', 'items:\n  - a: 1\n  - b: 2\n', ['    a: 1\n', '    b: 2\n']],
  ['with keys behind', 'items:\n- a: 1\nkind: List\n', ['  a: 1\n']],
  ['with a list inside', 'items:\n- a:\n  - 1\n  - 2\n- b: 3\n', ['  a:\n  - 1\n  - 2\n', '  b: 3\n']],
  ['with a dash on its own line', 'items:\n-\n  a: 1\n- b: 2\n', [' \n  a: 1\n', '  b: 2\n']],
  ['with carriage returns', 'items:\r\n- a: 1\r\n- b: 2\r\n', ['  a: 1\r\n', '  b: 2\r\n']],
  ['with an empty item', 'items:\n-\n- b: 2\n', [' \n', '  b: 2\n']],
  ['with comments between', 'items:\n# x\n- a: 1\n# y\n- b: 2\n', ['  a: 1\n# y\n', '  b: 2\n']],
  ['blank', 'items:\nkind: List\n', undefined],
  ['in flow style', 'items: [{a: 1}, {b: "]"} ]\n', ['{a: 1}', '{b: "]"}']],
  ['as JSON', '{"items":[{"a":1},{"b":[2]}]}', ['{"a":1}', '{"b":[2]}']],
  ['between brackets that do not end', '{"items":[{"a":1}', undefined],
];

for (const [fact, text, want] of ITEMS) {
  test(`items: ${fact}`, () => {
    const { items, flowItems } = shape(text);
    assert.equal(
      items?.map((item) => (flowItems ? text.slice(item.start, item.end) : itemText(text, item))),
      want,
    );
  });
}

test('10 MB of one value, or of one line of brackets, come to an end', () => {
  assert.is(outline(`a: ${'x'.repeat(10_000_000)}\nkind: Other\n`)?.fields.get('kind'), 'Other');
  outline(`a: |\n${'  line\n'.repeat(1_000_000)}kind: Other\n`);
  outline('{'.repeat(1_000_000));
  outline(`{a: ${'['.repeat(1_000_000)}`);
  outline(`{${'a,'.repeat(1_000_000)}`);
  outline(`a: "${"\\\\'".repeat(1_000_000)}`);
});

test.run();
