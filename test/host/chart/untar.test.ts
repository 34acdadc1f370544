import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { untar } from '../../../src/host/chart/untar.ts';
import { type Entry, paxRecord, tarOf, tgzOf } from './tarballs.ts';

const test = suite('host/chart/untar');

const MOST = 1 << 20;

const told = (entries: readonly Entry[]): readonly string[] =>
  untar(tgzOf(entries), MOST).map(({ path, bytes }) => `${path}: ${bytes.toString()}`);

const long = `shop/${'deep/'.repeat(30)}np.yaml`;
const full = 'n'.repeat(100);

const TABLE: Readonly<Record<string, readonly [readonly Entry[], readonly string[]]>> = {
  nothing: [[], []],
  'files in their order': [
    [{ name: 'a/b', text: 'one' }, { name: 'a/c' }, { name: 'a/b', text: 'two' }],
    ['a/b: one', 'a/c: ', 'a/b: two'],
  ],
  'a name that fills its field': [[{ name: full, text: 'x' }], [`${full}: x`]],
  'ustar: the front of a name in the prefix': [
    [{ name: 'np.yaml', prefix: 'shop/deep', text: 'x' }],
    ['shop/deep/np.yaml: x'],
  ],
  'GNU has no prefix there': [[{ name: 'a', prefix: 'x', magic: 'ustar  \0' }], ['x/a: ']],
  'before ustar there was none': [[{ name: 'a', prefix: 'x', magic: '' }], ['a: ']],
  'files of the old type': [[{ name: 'a', type: '\0', text: 'x' }], ['a: x']],
  'folders, links, devices, and what is behind them': [
    [...'1234567'].map((type) => ({ name: `t${type}`, type })).concat([{ name: 'a', type: '0' }]),
    ['a: '],
  ],
  'pax: the path of the next file alone': [
    [
      { name: 'PaxHeaders/np', type: 'x', text: paxRecord('mtime', '1.5') + paxRecord('path', long) },
      { name: 'cut', text: 'x' },
      { name: 'next', text: 'y' },
    ],
    [`${long}: x`, 'next: y'],
  ],
  'pax: names of other alphabets': [
    [{ name: 'p', type: 'x', text: paxRecord('comment', 'é') + paxRecord('path', 'größe/漢.yaml') }, { name: 'cut' }],
    ['größe/漢.yaml: '],
  ],
  'pax: a path for all is none for one': [
    [{ name: 'p', type: 'g', text: paxRecord('path', 'x') }, { name: 'a' }],
    ['a: '],
  ],
  'pax: no record': [[{ name: 'p', type: 'x', text: 'no record' }, { name: 'a' }], ['a: ']],
  'GNU: a long name': [
    [{ name: '././@LongLink', type: 'L', text: `${long}\0` }, { name: 'cut', text: 'x' }, { name: 'next' }],
    [`${long}: x`, 'next: '],
  ],
  'GNU: a long link has its own name before': [
    [
      { name: '././@LongLink', type: 'K', text: `${long}\0` },
      { name: 'link', type: '2' },
      { name: 'a', text: 'x' },
    ],
    ['a: x'],
  ],
  'a size that is filled with blanks': [[{ name: 'a', size: '         3 \0', text: 'abc' }], ['a: abc']],
  'a file of whole blocks': [
    [
      { name: 'a', text: 'x'.repeat(512) },
      { name: 'b', text: 'y' },
    ],
    [`a: ${'x'.repeat(512)}`, 'b: y'],
  ],
};

for (const [what, [entries, files]] of Object.entries(TABLE)) {
  test(what, () => assert.equal(told(entries), files));
}

test('a long name of GNU stands for the file behind it, whatever its link is called', () => {
  const entries: readonly Entry[] = [
    { name: '././@LongLink', type: 'L', text: `${long}\0` },
    { name: '././@LongLink', type: 'K', text: 'target\0' },
    { name: 'cut', text: 'x' },
  ];
  assert.equal(told(entries), [`${long}: x`]);
});

test('an archive without its end is read as far as it goes', () => {
  const tar = tarOf([{ name: 'a', text: 'x' }]);
  assert.equal(
    untar(gzipSync(tar.subarray(0, 1024)), MOST).map(({ path }) => path),
    ['a'],
  );
});

const BAD: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
  'no gzip': [tarOf([{ name: 'a' }]), /header/],
  'nothing at all': [Buffer.alloc(0), /end of file|unexpected/i],
  'a gzip that is cut off': [tgzOf([{ name: 'a', text: 'x'.repeat(3000) }]).subarray(0, 40), /end of file/],
  'a file that is cut off': [
    gzipSync(tarOf([{ name: 'a', text: 'x'.repeat(3000) }]).subarray(0, 2000)),
    /in the middle of a file/,
  ],
  'no tar': [gzipSync(Buffer.alloc(2048, 'x')), /no tar archive/],
  'a size that is none': [tgzOf([{ name: 'a', size: 'zzz' }]), /no tar archive/],
  'a size below nothing, which would lead back to itself': [tgzOf([{ name: 'a', size: '-1000' }]), /no tar archive/],
  'more than it may be': [tgzOf([{ name: 'a', text: Buffer.alloc(MOST + 1) }]), /larger than/],
};

for (const [what, [bytes, words]] of Object.entries(BAD)) {
  test(`no archive: ${what}`, () => assert.throws(() => untar(bytes, MOST), words));
}

test.run();
