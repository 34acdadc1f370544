/** Addresses as numbers, and as people write them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText, blockAddresses, EVERY_ADDRESS, parseAddress, rangeText } from '../../src/traffic/addresses.ts';
import { Unproved } from '../../src/traffic/budget.ts';
import { spansNear, spansOf } from '../../src/traffic/spans.ts';

const test = suite('traffic/addresses');

// A block, and what it holds.
const BLOCKS: readonly (readonly [cidr: string, except: readonly string[], ranges: readonly string[]])[] = [
  ['10.0.0.0/8', [], ['10.0.0.0/8']],
  ['10.1.2.3/8', [], ['10.0.0.0/8']],
  ['0.0.0.0/0', [], ['0.0.0.0/0']],
  ['10.0.0.0/30', ['10.0.0.0/32'], ['10.0.0.1-10.0.0.3']],
  ['10.0.0.0/30', ['10.0.0.3/32'], ['10.0.0.0-10.0.0.2']],
  ['10.0.0.0/30', ['10.0.0.0/32', '10.0.0.3/32'], ['10.0.0.1-10.0.0.2']],
  ['10.0.0.0/30', ['10.0.0.2/32'], ['10.0.0.0/31', '10.0.0.3/32']],
  ['10.0.0.0/30', ['10.0.0.1/31'], ['10.0.0.2/31']],
  ['10.0.0.0/30', ['10.0.0.3/32', '10.0.0.2/32', '10.0.0.0/31'], []],
  ['10.0.0.0/30', ['::/0'], ['10.0.0.0/30']],
  ['2001:db8::/32', ['2001:db8::/33'], ['2001:db8:8000::/33']],
  ['2001:db8::/127', [], ['2001:db8::/127']],
  ['::ffff:10.0.0.0/104', [], ['10.0.0.0/8']],
  // To Go, no IPv4 address is in an IPv6 block.
  ['::/0', ['0.0.0.0/0'], ['::-::fffe:ffff:ffff', '::1:0:0:0-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff']],
];

for (const [cidr, except, ranges] of BLOCKS) {
  test(`${cidr} except ${except.join(', ') || 'nothing'}: ${ranges.join(', ') || 'nothing'}`, () => {
    assert.equal(blockAddresses({ cidr, except }).addresses.map(rangeText), ranges);
  });
}

test('a block is of the family of its address', () => {
  const family = (cidr: string): string => blockAddresses({ cidr }).family;
  assert.equal(['10.0.0.0/8', '::ffff:10.0.0.0/104', '::/0', '2001:db8::/32'].map(family), [
    'IPv4',
    'IPv4',
    'IPv6',
    'IPv6',
  ]);
  assert.equal(EVERY_ADDRESS.IPv4, blockAddresses({ cidr: '0.0.0.0/0' }).addresses);
  assert.equal(EVERY_ADDRESS.IPv6, blockAddresses({ cidr: '::/0' }).addresses);
});

test('what is no CIDR cannot be answered', () => {
  for (const block of [{ cidr: '10.0.0.0' }, { cidr: '10.0.0.0/8', except: ['10.0.0.0'] }]) {
    assert.throws(
      () => blockAddresses(block),
      (error: unknown) => error instanceof Unproved && error.message === '"10.0.0.0" is no CIDR',
    );
  }
});

test('one address: text, number and text again', () => {
  for (const text of ['10.0.0.1', '0.0.0.0', '2001:db8::1', '::']) {
    const address = parseAddress(text);
    assert.is(address === undefined ? undefined : addressText(address), text);
  }
  for (const text of ['', 'x', '10.0.0', '10.0.0.0/8', '2001:db8::g']) assert.is(parseAddress(text), undefined);
});

const SETS: readonly (readonly (readonly [bigint, bigint])[])[] = [0n, 1n, 2n, 3n, 4n, 5n].flatMap((from) => [
  ...[1n, 2n, 6n].map((size) => [[from, from + size] as const]),
  [[from, from + 1n] as const, [from + 3n, from + 4n] as const],
]);

test('whoever holds an address is found by it, and by any set around it', () => {
  const items = SETS.map((addresses, i) => ({ addresses, i }));
  for (const all of [items, items.toReversed(), items.filter(({ i }) => i % 3 === 0), items.slice(0, 1), []]) {
    const spans = spansOf([...all, { addresses: [], i: -1 }], ({ addresses }) => addresses);
    for (const asked of SETS) {
      const [first, end] = [asked[0]?.[0] ?? 0n, asked.at(-1)?.[1] ?? 0n];
      const around = all.filter(
        ({ addresses }) => (addresses[0]?.[0] ?? 0n) < end && (addresses.at(-1)?.[1] ?? 0n) > first,
      );
      const found = spansNear(spans, asked);
      assert.equal(spansNear(spans, asked, found.length), found);
      assert.equal(spansNear(spans, asked, 0), found.slice(0, 1));
      assert.equal(found.map(({ i }) => i).sort(), around.map(({ i }) => i).sort());
    }
    assert.equal(spansNear(spans, []), []);
  }
});

test.run();
