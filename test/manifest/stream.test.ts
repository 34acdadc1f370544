/** Splitting a stream into documents and putting it together again. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Document, joinStream, lineAt, mayHoldPolicies, splitStream } from '../../src/manifest/stream.ts';

const test = suite('manifest/stream');

// Each document as head|content, where the head is markers and directives; `*` before it says that it holds something.
const SPLITS: readonly (readonly [fact: string, stream: string, documents: readonly string[]])[] = [
  ['nothing at all', '', []],
  ['blank lines', '\n \n', ['|\n \n']],
  ['one document without a marker', 'a: 1\n', ['*|a: 1\n']],
  ['without a final newline', 'a: 1', ['*|a: 1']],
  ['a leading marker', '---\na: 1\n', ['*---|\na: 1\n']],
  ['two documents', 'a: 1\n---\nb: 2\n', ['*|a: 1\n', '*---|\nb: 2\n']],
  ['a marker at the very end', 'a: 1\n---', ['*|a: 1\n', '---|']],
  ['a comment behind the marker', '--- # one\na: 1\n', ['*--- |# one\na: 1\n']],
  ['blanks and tabs behind the marker', '--- \t\na: 1\n', ['*--- \t|\na: 1\n']],
  ['content behind the marker', '--- {a: 1}\n', ['*--- |{a: 1}\n']],
  ['content glued to the marker, as Helm cuts it', 'a: 1\n---b: 2\n', ['*|a: 1\n', '*---|b: 2\n']],
  ['four dashes', 'a: 1\n----\nb: 2\n', ['*|a: 1\n', '*---|-\nb: 2\n']],
  ['markers in a row', '---\n---\na: 1\n', ['---|\n', '*---|\na: 1\n']],
  ['a comment-only document', '# one\n---\na: 1\n', ['|# one\n', '*---|\na: 1\n']],
  ['a comment that a lone carriage return ends', '# one\ra: 1\n', ['*|# one\ra: 1\n']],
  ['nothing but comments and carriage returns', '# one\r\n# two\r\r#\n', ['|# one\r\n# two\r\r#\n']],
  [
    'a comment-only document between',
    'a: 1\n---\n# none\n---\nb: 2\n',
    ['*|a: 1\n', '---|\n# none\n', '*---|\nb: 2\n'],
  ],
  ['an end marker', 'a: 1\n...\nb: 2\n', ['*|a: 1\n...\n', '*|b: 2\n']],
  ['an end marker with a comment', 'a: 1\n... # end\nb: 2\n', ['*|a: 1\n... # end\n', '*|b: 2\n']],
  ['both markers', 'a: 1\n...\n---\nb: 2\n', ['*|a: 1\n...\n', '*---|\nb: 2\n']],
  ['an end marker alone', '...\n', ['|...\n']],
  ['dots glued to text are text', 'a: 1\n...b\n', ['*|a: 1\n...b\n']],
  ['a directive belongs to the marker behind it', '%YAML 1.2\n---\na: 1\n', ['*%YAML 1.2\n---|\na: 1\n']],
  [
    'a directive behind an end marker',
    'a: 1\n...\n%YAML 1.1\n---\nb: 2\n',
    ['*|a: 1\n...\n', '*%YAML 1.1\n---|\nb: 2\n'],
  ],
  ['comments beside directives', '# x\n%YAML 1.2\n# y\n---\na: 1\n', ['*# x\n%YAML 1.2\n# y\n---|\na: 1\n']],
  ['a byte order mark', '\ufeffa: 1\n', ['*\ufeff|a: 1\n']],
  ['a byte order mark before a marker stays when the document goes', '\ufeff---\na: 1\n', ['\ufeff|', '*---|\na: 1\n']],
  ['carriage returns', 'a: 1\r\n---\r\nb: 2\r\n', ['*|a: 1\r\n', '*---|\r\nb: 2\r\n']],
  ['carriage returns and an end marker', 'a: 1\r\n...\r\nb: 2\r\n', ['*|a: 1\r\n...\r\n', '*|b: 2\r\n']],
  ['a carriage return behind the last marker', 'a: 1\r\n---\r', ['*|a: 1\r\n', '---|\r']],
  ['an indented marker in a block scalar', 'a: |\n  ---\n  b\n', ['*|a: |\n  ---\n  b\n']],
  ['an indented marker with a tab', 'a: |\n \t---\n', ['*|a: |\n \t---\n']],
  ['a marker inside a line', 'a: --- b\n', ['*|a: --- b\n']],
  ['JSON documents', '{"a":1}\n---\n{"b":2}\n', ['*|{"a":1}\n', '*---|\n{"b":2}\n']],
  ['JSON over several lines', '{\n\t"a": "---"\n}\n', ['*|{\n\t"a": "---"\n}\n']],
  ['a scalar', '---\nnull\n', ['*---|\nnull\n']],
];

function show(bytes: Buffer, { start, body, end, number }: Document): string {
  return `${number > 0 ? '*' : ''}${bytes.toString('utf8', start, body)}|${bytes.toString('utf8', body, end)}`;
}

for (const [fact, stream, want] of SPLITS) {
  test(`split: ${fact}`, () => {
    const bytes = Buffer.from(stream);
    const documents = splitStream(bytes);
    assert.equal(
      documents.map((document) => show(bytes, document)),
      want,
    );
    assert.is(joinStream(bytes, documents, new Map()).toString(), stream);
  });
}

test('documents with content are counted from 1', () => {
  const documents = splitStream(Buffer.from('# none\n---\na: 1\n---\n---\nb: 2\n'));
  assert.equal(
    documents.map(({ number }) => number),
    [0, 1, 0, 2],
  );
});

test('bytes that are not UTF-8 split like any other', () => {
  const bytes = Buffer.concat([Buffer.from('a: '), Buffer.from([0xff, 0xc3]), Buffer.from('\n---\nb: 2\n')]);
  const documents = splitStream(bytes);
  assert.is(documents.length, 2);
  assert.ok(joinStream(bytes, documents, new Map()).equals(bytes));
});

// A document is replaced by its number here; '' leaves it out.
const JOINS: readonly (readonly [
  fact: string,
  stream: string,
  replaced: Readonly<Record<number, string>>,
  want: string,
])[] = [
  ['a new text stands where the old one stood', 'a: 1\n---\nb: 2\n', { 1: '---\nc: 3\n' }, 'a: 1\n---\nc: 3\n'],
  ['the first is left out', 'a: 1\n---\nb: 2\n', { 0: '' }, '---\nb: 2\n'],
  ['the last is left out', 'a: 1\n---\nb: 2\n', { 1: '' }, 'a: 1\n'],
  ['one between is left out', 'a: 1\n---\nb: 2\n---\nc: 3\n', { 1: '' }, 'a: 1\n---\nc: 3\n'],
  ['all are left out', 'a: 1\n---\nb: 2\n', { 0: '', 1: '' }, ''],
  [
    'a bare document does not fuse with the one before what is gone',
    'a: 1\n---\nb: 2\n...\nc: 3\n',
    { 1: '' },
    'a: 1\n---\nc: 3\n',
  ],
  ['nor across two that are gone', 'a: 1\n---\nb: 2\n---\nc: 3\n...\nd: 4\n', { 1: '', 2: '' }, 'a: 1\n---\nd: 4\n'],
  ['a bare document comes first without a marker', 'a: 1\n...\nb: 2\n', { 0: '' }, 'b: 2\n'],
  [
    'a directive needs no marker before it',
    'a: 1\n...\nb: 2\n...\n%YAML 1.2\n---\nc: 3\n',
    { 1: '' },
    'a: 1\n...\n%YAML 1.2\n---\nc: 3\n',
  ],
];

for (const [fact, stream, replaced, want] of JOINS) {
  test(`join: ${fact}`, () => {
    const bytes = Buffer.from(stream);
    const documents = splitStream(bytes);
    const changes = Object.entries(replaced).flatMap(([index, text]): [Document, Buffer][] => {
      const document = documents[Number(index)];
      return document === undefined ? [] : [[document, Buffer.from(text)]];
    });
    assert.is(joinStream(bytes, documents, new Map(changes)).toString(), want);
  });
}

test('lines are counted from a known place', () => {
  const bytes = Buffer.from('a\nb\nc\n');
  assert.is(lineAt(bytes, 0, { offset: 0, line: 1 }), 1);
  assert.is(lineAt(bytes, 2, { offset: 0, line: 1 }), 2);
  assert.is(lineAt(bytes, 4, { offset: 2, line: 12 }), 13);
  assert.is(lineAt(bytes, 6, { offset: 0, line: 1 }), 4);
});

test('only a stream with the word can hold a policy', () => {
  assert.ok(mayHoldPolicies(Buffer.from('kind: NetworkPolicy')));
  assert.ok(mayHoldPolicies(Buffer.from('kind: NetworkPolicyList')));
  assert.not(mayHoldPolicies(Buffer.from('kind: Networkpolicy')));
});

test('20 MB of one line, and of nothing but markers, come to an end', () => {
  assert.is(splitStream(Buffer.alloc(20_000_000, 'a')).length, 1);
  assert.is(splitStream(Buffer.from('---\n'.repeat(200_000))).length, 200_000);
});

test.run();
