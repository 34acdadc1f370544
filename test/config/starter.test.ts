import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import { readConfigFile } from '../../src/config/config-file.ts';
import { starterConfig } from '../../src/config/starter.ts';
import { inFolder, runMain } from '../cli/fake-io.ts';

const test = suite('starter config');

/** What an editor makes of it that takes the # away from every setting. */
const uncommented = starterConfig()
  .split('\n')
  .map((line) => line.replace(/^#(?! \S)/, ''))
  .join('\n');

test('it says nothing as it stands, and every setting once its comments are gone', async () => {
  await inFolder({ 'a.yaml': starterConfig(), 'b.yaml': uncommented }, (folder) => {
    assert.equal(readConfigFile('a.yaml', 'a.yaml', folder).given, {});
    const { given } = readConfigFile('b.yaml', 'b.yaml', folder);
    const forFiles = Object.keys(schema.properties).filter((key) => key !== 'output');
    assert.equal(Object.keys(given), forFiles);
    assert.is(typeof given.ignore?.[0] === 'object' && given.ignore[0].until, '2027-03-31');
  });
});

test('no line is wider than a screen', () => {
  const [, ...lines] = starterConfig().split('\n');
  for (const line of lines) assert.ok(line.length <= 112, line);
});

test('init writes it once, and never over what is there', async () => {
  await inFolder({ 'other.yaml': 'mine\n' }, async (cwd) => {
    assert.equal((await runMain(['init'], { cwd, terminal: true })).code, 0);
    const again = await runMain(['init'], { cwd, terminal: true });
    assert.is(again.code, 2);
    assert.is(again.stderr, 'netpolish: netpolish.yaml is there already: nothing was written\n');
    assert.is((await runMain(['init', 'other.yaml'], { cwd, terminal: true })).code, 2);
    assert.is((await runMain(['init', 'none/there.yaml'], { cwd, terminal: true })).code, 3);
    assert.is((await runMain(['init', '-'], { cwd, terminal: true })).stdout, starterConfig());
  });
});

test.run();
