/** What is read off the rows of a document is what its text and the parser say. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Glance, glanceAt } from '../../src/manifest/glance.ts';
import { glanceAtDocument } from '../../src/manifest/glance-rows.ts';
import { readRows } from '../../src/manifest/rows.ts';

const RUNS: number = Math.max(1, Number(process.env.NETPOLISH_LONG ?? 1) || 1);

const test = suite('manifest/glance-rows');

function byRows<T>(text: string, read: (glance: Glance) => T): T | undefined {
  const bytes = Buffer.from(text);
  return glanceAtDocument(bytes, { start: 0, body: 0, end: bytes.length, number: 1 }, { text: decoded(text) }, read);
}

/** To YAML a lone carriage return ends a line. */
function decoded(text: string): string {
  return text.replace(/\r(?!\n)/g, '\n');
}

/** All that a glance gives away, places and keys that are not there too; `words` asks for texts where lists may stand. */
function look(glance: Glance, words: boolean): unknown {
  return glance.keys.map((key) => [
    key,
    glance.offset(key),
    glance.offset(`${key}?`),
    glance.word(`${key}?`),
    words ? glance.word(key) : '',
    optional(glance.map(key), words),
    glance.items(key).map((item) => look(item, words)),
  ]);
}

function optional(glance: Glance | undefined, words: boolean): unknown {
  return glance && look(glance, words);
}

const DEPLOYMENT = `# Source: shop/templates/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: "web" # the shop
  labels: {app: web, 'tier': "front"}
  annotations:
    "checksum/config": 12ab
    text: |
      kind: Pod
       deeper

    folded: a
      b
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          args: ["-c", 'it''s']
          ports:
          - containerPort: 8080
            name: http
          - {containerPort: 9090, protocol: TCP}
          command:
          - sh
          - |
            name: x
        -
          name: side
      volumes:
      - - a
`;

/** What a mutation puts in: all that YAML reads as more than text. */
const PIECES = [
  '\n',
  '  ',
  ' ',
  ':',
  ': ',
  '- ',
  '\n- ',
  ' #',
  '"',
  "'",
  '{',
  ']',
  '[',
  '}',
  '|',
  '>',
  '\t',
  '\r',
  '&a ',
  '*a',
  '<<: ',
  '!!str ',
  '? ',
  '~',
  'kind: ""\n',
  '\\',
  ',',
  'é',
  '...\n',
  '\n  x: y',
];

const mutated = fc
  .array(fc.tuple(fc.nat(DEPLOYMENT.length), fc.constantFrom(...PIECES, ''), fc.nat(4)), { maxLength: 4 })
  .map((changes) =>
    changes.reduce((text, [at, piece, gone]) => text.slice(0, at) + piece + text.slice(at + gone), DEPLOYMENT),
  );

test('rows and text say the same, whatever is broken', () => {
  const property = fc.property(mutated, fc.boolean(), (text, words) => {
    const read = (glance: Glance): string => JSON.stringify(look(glance, words));
    assert.is(byRows(text, read), glanceAt(decoded(text), read));
  });
  fc.assert(property, { numRuns: 200 * RUNS });
});

test('what templates write is cut into rows, and what is not is left to the parser', () => {
  assert.is(readRows(Buffer.from(DEPLOYMENT))?.kinds.length, 37);
  for (const text of ['a: é\n', 'a: b\r\n', 'a: &x b\n', 'a: !!str b\n', 'a: "b\n  c"\n', 'a: {b: c,\n  d: e}\n'])
    assert.is(readRows(Buffer.from(text)), undefined, text);
});

/** As many keys as are compared with each other, one more, and many; `x` stands twice in some of them. */
for (const count of [3, 14, 15, 16, 40]) {
  const keys = Array.from({ length: count }, (_, i) => `key-${i}: ${i}\n`);
  for (const lines of [keys, [...keys, 'x: 1\n'], ['x: 1\n', ...keys, 'x: 2\n']]) {
    test(`${lines.length} keys, ${lines.filter((line) => line.startsWith('x')).length} of them x`, () => {
      const text = lines.join('');
      const read = (glance: Glance): string =>
        JSON.stringify([look(glance, true), [...glance.keys].reverse().map(glance.word.bind(glance))]);
      assert.is(byRows(text, read), glanceAt(text, read));
      const distinct = new Set(lines.map((line) => line.split(':')[0])).size;
      assert.is(
        byRows(text, ({ keys: all }) => all.length),
        distinct,
        'the parser takes each once',
      );
    });
  }
}

test.run();
