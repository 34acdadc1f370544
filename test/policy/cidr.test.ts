/** Address blocks as Kubernetes reads and prints them. */

import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Cidr,
  formatAddress,
  formatNetwork,
  isStrictlyWithin,
  networkOf,
  parseCidr,
} from '../../src/policy/cidr.ts';

const test = suite('policy/cidr');

function read(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(text);
  return cidr;
}

const READ: readonly (readonly [text: string, network: string, address: string])[] = [
  ['10.0.0.5/24', '10.0.0.0/24', '10.0.0.5'],
  ['010.000.0.0/08', '10.0.0.0/8', '10.0.0.0'],
  ['255.255.255.255/0', '0.0.0.0/0', '255.255.255.255'],
  ['::/0', '::/0', '::'],
  ['2001:DB8:0::/64', '2001:db8::/64', '2001:db8::'],
  ['1:0:0:2:0:0:0:3/128', '1:0:0:2::3/128', '1:0:0:2::3'],
  ['1:0:0:2:3:0:0:4/128', '1::2:3:0:0:4/128', '1::2:3:0:0:4'],
  ['1:0:2:3:4:5:6:7/128', '1:0:2:3:4:5:6:7/128', '1:0:2:3:4:5:6:7'],
  ['0:0:0:0:0:0:0:1/128', '::1/128', '::1'],
  ['1::/16', '1::/16', '1::'],
  ['::1.2.3.4/128', '::102:304/128', '::102:304'],
  ['64:ff9b::192.0.2.33/96', '64:ff9b::/96', '64:ff9b::c000:221'],
  ['1:2:3:4:5:6:7.8.9.10/128', '1:2:3:4:5:6:708:90a/128', '1:2:3:4:5:6:708:90a'],
  ['::ffff:10.0.0.5/120', '10.0.0.0/24', '10.0.0.5'],
  ['::ffff:10.0.0.5/95', '::fffe:0:0/95', '10.0.0.5'],
  ['00000001::/16', '1::/16', '1::'],
];

for (const [text, network, address] of READ) {
  test(`${text} is of ${network}`, () => {
    assert.is(formatNetwork(read(text)), network);
    assert.is(formatAddress(read(text)), address);
  });
}

const REFUSED = [
  '',
  '/',
  '/8',
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0/8',
  '10.0.0.0.0/8',
  '10.0.0.256/8',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/+8',
  '10.0.0.0/8/8',
  ' 10.0.0.0/8',
  '10.0.0.0/8 ',
  '10.0.0.0/255.0.0.0',
  '0/0',
  '0x0a.0.0.0/8',
  '1e1.0.0.0/8',
  '10.0.0.0/16777216',
  ':::/0',
  ':/0',
  '1/8',
  '::/129',
  '::g/8',
  '1::2::3/8',
  '1:2:3:4:5:6:7/64',
  '1:2:3:4:5:6:7:8:9/64',
  '1:2:3:4:5:6:7:8::/64',
  ':1:2:3:4:5:6:7/8',
  '1:2:3:4:5:6:7:/8',
  '10000::/8',
  'fe80::1%eth0/64',
  '::1.2.3/96',
  '1.2.3.4::/8',
  '::1.2.3.4:5/96',
  '1:2:3:4:5:6:7:1.2.3.4/96',
  '１0.0.0.0/8',
];

for (const text of REFUSED) test(`"${text}" is no block`, () => assert.is(parseCidr(text), undefined));

const ZEROS: readonly (readonly [text: string, hasLeadingZeros: boolean])[] = [
  ['10.0.0.0/8', false],
  ['10.00.0.0/8', true],
  ['10.0.0.01/8', true],
  ['10.0.0.0/08', true],
  ['10.0.0.0/0', false],
  ['2001:0db8::/32', false],
  ['2001:00db8::/32', true],
  ['::01/128', false],
  ['64:ff9b::010.0.0.0/104', true],
];

for (const [text, hasLeadingZeros] of ZEROS)
  test(`${text} has ${hasLeadingZeros ? '' : 'no '}zeros in front`, () =>
    assert.is(read(text).hasLeadingZeros, hasLeadingZeros));

// By Go's arithmetic: net.IPNet.Contains and the lengths of the masks as written.
const WITHIN: readonly (readonly [inner: string, outer: string, within: boolean])[] = [
  ['10.1.0.0/16', '10.0.0.0/8', true],
  ['10.0.0.0/8', '10.0.0.0/8', false],
  ['10.0.0.0/8', '10.1.0.0/16', false],
  ['11.0.0.0/16', '10.0.0.0/8', false],
  ['10.0.0.9/32', '10.0.0.5/24', true],
  ['10.0.0.0/8', '::/0', false],
  ['::ffff:10.1.0.0/112', '10.0.0.0/8', true],
  ['10.1.0.0/16', '::ffff:10.0.0.0/104', false],
  ['::ffff:10.1.0.0/112', '::/0', false],
  ['2001:db8:1::/48', '2001:db8::/32', true],
];

for (const [inner, outer, within] of WITHIN)
  test(`${inner} is ${within ? '' : 'not '}within ${outer}`, () =>
    assert.is(isStrictlyWithin(read(inner), read(outer)), within));

const ipv4 = fc.ipV4().filter((ip) => isIPv4(ip));
const ipv6 = fc.ipV6().filter((ip) => isIPv6(ip));

test('property: what Go prints of a network is read as the same network, and prints the same', () => {
  fc.assert(
    fc.property(fc.oneof(fc.tuple(ipv4, fc.nat(32)), fc.tuple(ipv6, fc.nat(128))), ([ip, length]) => {
      const network = networkOf(read(`${ip}/${length}`));
      const text = formatNetwork(network);
      assert.is(networkOf(read(text)).address, network.address);
      assert.is(formatNetwork(read(text)), text);
    }),
  );
});

test('property: within is strict, and holds for the halves of a block', () => {
  fc.assert(
    fc.property(ipv4, fc.nat(31), (ip, length) => {
      const whole = networkOf(read(`${ip}/${length}`));
      const half = { ...whole, prefix: length + 1 };
      const other = { ...half, address: whole.address | (1n << BigInt(31 - length)) };
      assert.ok(isStrictlyWithin(half, whole) && isStrictlyWithin(other, whole));
      assert.not.ok(isStrictlyWithin(whole, half) || isStrictlyWithin(half, other) || isStrictlyWithin(whole, whole));
    }),
  );
});

test.run();
