/** Comments that hold a word, and the line that each speaks of. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commentsWith } from '../../src/manifest/comments.ts';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault } from '../../src/manifest/tree.ts';

const test = suite('manifest/comments');

/** A text, and its comments as `text -> first characters of the line that they are about`. */
const CASES: readonly (readonly [fact: string, text: string, want: readonly string[]])[] = [
  ['behind a value', 'a: 1 # me too\nb: 2\n', ['# me too -> a: 1']],
  ['above a key', '# me\na: 1\n', ['# me -> a: 1']],
  ['above blank lines and other comments', '# me\n\n  # not\n\na: 1\n', ['# me -> a: 1']],
  [
    'several above each other',
    '# me 1\n# me 2\na: 1\n# me 3\nb: 2\n',
    ['# me 1 -> a: 1', '# me 2 -> a: 1', '# me 3 -> b: 2'],
  ],
  ['at the end', 'a: 1\n# me\n', ['# me -> nothing']],
  ['at the end, twice', 'a: 1\n# me\n# me again\n', ['# me -> nothing', '# me again -> nothing']],
  ['without a line break', 'a: 1 # me', ['# me -> a: 1']],
  ['a number sign in a word is none', 'a: b#me\n', []],
  ['in a text between quotes', 'a: "b # me"\n', []],
  ['behind a text between quotes', 'a: "b # me" # me\n', ['# me -> a: "']],
  ['behind a tab', 'a: 1\t# me\n', ['# me -> a: 1']],
  ['in a literal', 'a: |\n  # me\nb: 2 # me\n', ['# me -> b: 2']],
  ['in a key', '"a # me": 1\n', []],
  ['in the text of a key that is given twice', 'a: "1 # me"\na: 2 # me\n', ['# me -> a: 2']],
  ['in lists', 'a:\n- "x # me"\n- 2 # me\n', ['# me -> - 2 ']],
];

for (const [fact, text, want] of CASES) {
  test(fact, () => {
    const root = parseTree(text);
    if (isFault(root)) throw new Error(root.message);
    const found = commentsWith('me', text, root).map(({ text: comment, offset, about }) => {
      assert.is(text.slice(offset, offset + comment.length), comment);
      return `${comment} -> ${about === undefined ? 'nothing' : text.slice(about, about + 4).trimEnd()}`;
    });
    assert.equal(
      found,
      want.map((line) => line.trimEnd()),
    );
  });
}

test.run();
