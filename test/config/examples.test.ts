// The configurations of examples/: an editor is told their schema, and they are what it says.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { globSync } from 'tinyglobby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { runMain } from '../cli/fake-io.ts';

const test = suite('config/examples');

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = globSync('examples/**/netpolish.yaml', { cwd: root }).sort();
const readJson = (path: string): object => JSON.parse(readFileSync(path, 'utf8')) as object;

const ajv = new Ajv({ strict: false, schemas: [readJson(join(root, 'schemas/config.schema.json'))] });

test('there are several', () => {
  assert.ok(files.length >= 5, files.join(' '));
});

for (const file of files) {
  test(`${file} begins with its schema, which it fits`, () => {
    const text = readFileSync(join(root, file), 'utf8');
    const path = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
    assert.ok(path, 'the line is there');
    const schema = readJson(join(root, dirname(file), path)) as { readonly $id: string };
    const validate = ajv.getSchema(schema.$id) ?? ajv.compile(schema);
    assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
  });
}

test('the example of a configuration does what its README says', async () => {
  const cwd = join(root, 'examples/configuration');
  const { code, stdout, stderr } = await runMain(['check', 'manifests'], { cwd, terminal: true });
  assert.is(stderr, 'netpolish: settings of netpolish.yaml\n');
  assert.match(stdout, 'ignored by configuration until 2099-12-31: the exporter stands behind a mesh');
  assert.match(stdout, 'warning no-default-deny');
  assert.not.match(stdout, 'draft');
  assert.is(code, 1);
});

test.run();
