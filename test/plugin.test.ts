import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';

const test = suite('plugin.yaml');

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const plugin: unknown = parse(read('plugin.yaml'));
const { name, version, bin } = JSON.parse(read('package.json')) as Readonly<Record<string, unknown>>;

test('is a post-renderer of the name and version of the npm package', () => {
  // Helm reads it strictly: a key more at the top and the plugin is not found.
  assert.equal(plugin, {
    apiVersion: 'v1',
    type: 'postrenderer/v1',
    name,
    version,
    runtime: 'subprocess',
    sourceURL: 'https://github.com/netpolish/netpolish',
    runtimeConfig: {
      platformCommand: [
        {
          command: 'node',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Helm expands it
          args: ['${HELM_PLUGIN_DIR}/dist/netpolish.cjs', 'post-render', '--host', 'helm4'],
        },
      ],
    },
  });
});

test('runs the file that the npm package installs', () => {
  assert.equal(bin, { netpolish: 'dist/netpolish.cjs' });
});

test.run();
