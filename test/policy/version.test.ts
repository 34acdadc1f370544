/** The version of Kubernetes that a user names. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isSince, NEWEST, NEWEST_VERSION, parseKubernetesVersion } from '../../src/policy/version.ts';

const test = suite('policy/version');

const READ: readonly (readonly [text: string, minor: number])[] = [
  ['1.35', 35],
  ['v1.35', 35],
  ['1.35.2', 35],
  ['v1.35.4-gke.1', 35],
  ['1.36+', 36],
  ['v1.33.0-rc.1+build.5', 33],
  ['1.9', 9],
];

for (const [text, minor] of READ)
  test(`${text} is read`, () => assert.equal(parseKubernetesVersion(text), { major: 1, minor }));

for (const text of [
  '',
  '1',
  'latest',
  '1.x',
  '1.35.',
  '1.35.2.1',
  'V1.35',
  ' 1.35',
  '1.35 ',
  '01.35',
  '1.035',
  '-1.35',
  '1,35',
])
  test(`"${text}" is no version`, () => assert.is(parseKubernetesVersion(text), undefined));

test('the newest is named and numbered alike', () => assert.equal(parseKubernetesVersion(NEWEST), NEWEST_VERSION));

test('a release is since itself', () => {
  const since33 = ['1.9', '1.32', '1.33', '1.40', '2.0'].map((text) => {
    const version = parseKubernetesVersion(text);
    return version !== undefined && isSince(version, 33);
  });
  assert.equal(since33, [false, false, true, true, true]);
});

test.run();
