/** Which patterns of a pre-commit configuration are tried: those that people write, and none that may not end. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromPython, isCostly } from '../../src/doctor/python-pattern.ts';

const test = suite('doctor/python-pattern');

const PATHS = Array.from(
  { length: 20_000 },
  (_, i) => `deploy/environments/production-${i}/templates/network-policy-of-the-shop.yaml`,
);

const PLAIN: readonly string[] = [
  '',
  '^charts/',
  '\\.(ya?ml|json)$',
  '^deploy/.*/np-.*\\.ya?ml$',
  '^(vendor|third_party)/',
  '(^|/)templates/[^/]+\\.ya?ml$',
  '^[^/]+/overlays/(dev|prod(uction)?)/.*\\.ya?ml$',
  '(?x)^(\n  charts/.*\\.yaml|  # a comment\n  deploy/.*\\.yaml|\n  k8s/.*\n)$',
  `^(${Array.from({ length: 200 }, (_, i) => `folder-${i}/.*`).join('|')})$`,
  '(?P<env>dev|prod)/np\\.yaml\\Z',
  '^(?!vendor/).*\\.yaml$',
  '(ab)+/[()|*]\\(\\*\\+',
  '[a-z-]+/[a-z-]+/.*\\.ya?ml$',
  '.*/.*/.*\\.yaml',
  'charts/.*/templates/.*\\.ya?ml$',
];

const COSTLY: readonly string[] = [
  '(a+)+$',
  '^(a|a)*$',
  '^(a|aa)+$',
  `^${'(a|aa)'.repeat(45)}b$`,
  '(?:[a-z]+/?)*!',
  '^((a*)b?){9}$',
  '(a?){40}a{40}',
  `${'a?'.repeat(40)}${'a'.repeat(40)}`,
  `^${'.*'.repeat(12)}!$`,
  `^${'[a-z/-]+'.repeat(9)}!`,
  '(?x) ( a + ) + $',
  '(?P<a>(?P<b>a+)+)+$',
  'a'.repeat(10_001),
  '['.repeat(100_000),
  '('.repeat(9_000),
];

for (const pattern of PLAIN)
  test(`tried: ${JSON.stringify(pattern.slice(0, 50))}`, () => assert.not(isCostly(fromPython(pattern), PATHS)));

for (const pattern of COSTLY)
  test(`not tried: ${JSON.stringify(pattern.slice(0, 50))}`, () => assert.ok(isCostly(fromPython(pattern), PATHS)));

test.run();
