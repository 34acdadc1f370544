import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  differsInYaml12,
  readPlainKey,
  readPlainScalar,
  readTaggedKey,
  readTaggedScalar,
  type Scalar,
} from '../../src/manifest/scalar.ts';

const test = suite('manifest/scalar');

/** The JSON text of a scalar, or REFUSED where the Go side has none. */
const REFUSED = 'refused';

function json(scalar: Scalar): string {
  if (scalar.kind === 'null') return 'null';
  if (scalar.kind === 'number') return scalar.json;
  return scalar.kind === 'unrepresentable' ? REFUSED : JSON.stringify(scalar.value);
}

// Observed with sigs.k8s.io/yaml 1.6.0: the text, its JSON as a value, its JSON as a key, and whether YAML 1.2 differs.
const PLAIN: readonly (readonly [text: string, value: string, key: string, differs: boolean])[] = [
  ['', 'null', REFUSED, false],
  ['~', 'null', REFUSED, false],
  ['null', 'null', REFUSED, false],
  ['Null', 'null', REFUSED, false],
  ['NULL', 'null', REFUSED, false],
  ['nULL', '"nULL"', 'nULL', false],
  ['true', 'true', 'true', false],
  ['TRUE', 'true', 'true', false],
  ['tRUE', '"tRUE"', 'tRUE', false],
  ['False', 'false', 'false', false],
  ['y', 'true', 'true', true],
  ['Y', 'true', 'true', true],
  ['yes', 'true', 'true', true],
  ['Yes', 'true', 'true', true],
  ['yEs', '"yEs"', 'yEs', false],
  ['on', 'true', 'true', true],
  ['ON', 'true', 'true', true],
  ['oN', '"oN"', 'oN', false],
  ['n', 'false', 'false', true],
  ['no', 'false', 'false', true],
  ['NO', 'false', 'false', true],
  ['off', 'false', 'false', true],
  ['.inf', REFUSED, '.inf', false],
  ['+.INF', REFUSED, '.inf', false],
  ['-.Inf', REFUSED, '-.inf', false],
  ['.NaN', REFUSED, '.nan', false],
  ['.Nan', '".Nan"', '.Nan', false],
  ['inf', '"inf"', 'inf', false],
  ['NaN', '"NaN"', 'NaN', false],
  ['0', '0', '0', false],
  ['-0', '0', '0', false],
  ['+1', '1', '1', false],
  ['80', '80', '80', false],
  ['012', '10', '10', true],
  ['-012', '-10', '-10', true],
  ['08', '8', '8', false],
  ['0o17', '15', '15', false],
  ['0O17', '15', '15', true],
  ['0o8', '"0o8"', '0o8', false],
  ['0x1F', '31', '31', false],
  ['0X1f', '31', '31', true],
  ['-0x10', '-16', '-16', true],
  ['0b1', '1', '1', true],
  ['0B10', '2', '2', true],
  ['0b-1', '-1', '-1', true],
  ['-0b-1', '"-0b-1"', '-0b-1', false],
  ['0b2', '"0b2"', '0b2', false],
  ['1_000', '1000', '1000', true],
  ['1_', '1', '1', true],
  ['1__0', '10', '10', true],
  ['0_x1F', '31', '31', true],
  ['_1', '"_1"', '_1', false],
  ['-_1', '-1', '-1', true],
  ['9007199254740993', '9007199254740993', '9007199254740993', false],
  ['9223372036854775807', '9223372036854775807', '9223372036854775807', false],
  ['9223372036854775808', '9223372036854775808', REFUSED, false],
  ['+9223372036854775808', '9223372036854776000', '9.223372e+18', false],
  ['-9223372036854775808', '-9223372036854775808', '-9223372036854775808', false],
  ['18446744073709551615', '18446744073709551615', REFUSED, false],
  ['18446744073709551616', '18446744073709552000', '1.8446744e+19', false],
  ['0x10000000000000000', '"0x10000000000000000"', '0x10000000000000000', true],
  ['1.0', '1', '1', false],
  ['80.0', '80', '80', false],
  ['.5', '0.5', '0.5', false],
  ['5.', '5', '5', false],
  ['0.', '0', '0', false],
  ['+.5', '0.5', '0.5', false],
  ['-0.0', '-0', '-0', false],
  ['1e3', '1000', '1000', false],
  ['8e1', '80', '80', false],
  ['1E+3', '1000', '1000', false],
  ['1e21', '1e+21', '1e+21', false],
  ['1e-7', '1e-7', '1e-07', false],
  ['1000000.0', '1000000', '1e+06', false],
  ['999999.0', '999999', '999999', false],
  ['16777217.0', '16777217', '1.6777216e+07', false],
  ['342962.625', '342962.625', '342962.62', false],
  ['0.00001', '0.00001', '1e-05', false],
  ['1e39', '1e+39', '.inf', false],
  ['1e-46', '1e-46', '0', false],
  ['1e400', '"1e400"', '1e400', true],
  ['1e-400', '0', '0', false],
  ['1_000.5', '1000.5', '1000.5', true],
  ['.5_0', '0.5', '0.5', true],
  ['.5__0', '".5__0"', '.5__0', false],
  ['0x1p-2', '"0x1p-2"', '0x1p-2', false],
  ['.', '"."', '.', false],
  ['-', '"-"', '-', false],
  ['1:30', '"1:30"', '1:30', false],
  ['190:20:30', '"190:20:30"', '190:20:30', false],
  ['190:20:30.15', '"190:20:30.15"', '190:20:30.15', false],
  ['10.0.0.0/8', '"10.0.0.0/8"', '10.0.0.0/8', false],
  ['2024-01-01', '"2024-01-01"', '2024-01-01', false],
  ['2001-12-14t21:59:43.10-05:00', '"2001-12-14t21:59:43.10-05:00"', '2001-12-14t21:59:43.10-05:00', false],
  ['<<', '"<<"', '<<', false],
  ['=', '"="', '=', false],
  ['<no value>', '"<no value>"', '<no value>', false],
  ['١', '"١"', '١', false],
];

for (const [text, value, key, differs] of PLAIN) {
  test(`plain ${JSON.stringify(text)} is ${value}, as a key ${key}`, () => {
    assert.is(json(readPlainScalar(text)), value);
    assert.is(readPlainKey(text) ?? REFUSED, key);
    assert.is(differsInYaml12(text), differs);
  });
}

const TAGGED: readonly (readonly [tag: string, text: string, value: string])[] = [
  ['!!str', '80', '"80"'],
  ['!!str', '', '""'],
  ['!!str', '~', '"~"'],
  ['!!int', '0x50', '80'],
  ['!!int', '80.0', REFUSED],
  ['!!int', '', REFUSED],
  ['tag:yaml.org,2002:int', '012', '10'],
  ['!!float', '80', '80'],
  ['!!float', '-0', '0'],
  ['!!float', '9007199254740993', '9007199254740992'],
  ['!!float', '9223372036854775808', REFUSED],
  ['!!float', '.inf', REFUSED],
  ['!!bool', 'off', 'false'],
  ['!!bool', 'x', REFUSED],
  ['!!null', '', 'null'],
  ['!!null', 'x', REFUSED],
  ['!!binary', 'aGk=', '"hi"'],
  ['!!binary', 'aG\nk=', '"hi"'],
  ['!!binary', 'aGk', REFUSED],
  ['!!timestamp', '2024-2-29', '"2024-2-29"'],
  ['!!timestamp', '2023-02-29', REFUSED],
  ['!!timestamp', '1900-02-29', REFUSED],
  ['!!timestamp', '2000-02-29', '"2000-02-29"'],
  ['!!timestamp', '2024-01-01 1:2:3.5', '"2024-01-01 1:2:3.5"'],
  ['!!timestamp', '2024-01-01T01:02:03', REFUSED],
  ['!!timestamp', '80', REFUSED],
  ['!', '80', '"80"'],
  ['!int', '80', '"80"'],
  ['!!set', '80', '"80"'],
];

for (const [tag, text, value] of TAGGED) {
  test(`${tag} ${JSON.stringify(text)} is ${value}, quoted or not`, () => {
    assert.is(json(readTaggedScalar(tag, text, true)), value);
    assert.is(json(readTaggedScalar(tag, text, false)), value);
  });
}

test('without a tag quotes make a string', () => {
  assert.equal(readTaggedScalar('', 'yes', false), { kind: 'string', value: 'yes' });
  assert.equal(readTaggedScalar('', 'yes', true), { kind: 'bool', value: true });
  assert.is(readTaggedKey('', 'yes', false), 'yes');
  assert.is(readTaggedKey('!!float', '1000000', true), '1e+06');
  assert.is(readTaggedKey('!!null', '', true), undefined);
});

test('an integer that a double cannot hold is a bigint', () => {
  assert.equal(readPlainScalar('9007199254740991'), {
    kind: 'number',
    value: 9007199254740991,
    json: '9007199254740991',
  });
  assert.equal(readPlainScalar('9007199254740993'), {
    kind: 'number',
    value: 9007199254740993n,
    json: '9007199254740993',
  });
});

test('what cannot be JSON keeps its text', () => {
  assert.equal(readPlainScalar('-.Inf'), { kind: 'unrepresentable', text: '-.Inf' });
});

type OracleCase = { readonly Id: string; readonly JSON: string; readonly Yaml: string };

const SHARED = process.env.NETPOLISH_SHARED;
const ORACLE = SHARED === undefined ? undefined : join(SHARED, 'oracle', 'yaml-scalars.json');

if (ORACLE === undefined || !existsSync(ORACLE)) {
  test.skip('oracle yaml-scalars.json: skipped, NETPOLISH_SHARED names no folder with it', () => {});
} else {
  for (const { Id, JSON: expected, Yaml } of JSON.parse(readFileSync(ORACLE, 'utf8')) as OracleCase[]) {
    const match = /(?:matchLabels: \{|ports: \[\{)([^:{}<]+): (.*?)\}+/.exec(Yaml);
    if (!match || Id === 'dup in flow') continue;
    const [, key = '', value = ''] = match;
    test(`oracle: ${Id}`, () => {
      const [keyText, valueText] = [readPlainKey(key), json(readPlainScalar(value))];
      if (expected === '') assert.ok(keyText === undefined || valueText === REFUSED);
      else assert.match(expected, `{${JSON.stringify(keyText)}:${valueText}}`);
    });
  }
}

test.run();
