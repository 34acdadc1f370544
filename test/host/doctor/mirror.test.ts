import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mirror } from '../../../src/host/doctor/mirror.ts';
import { inFolder } from '../../cli/fake-io.ts';

const test = suite('mirror');

const files = {
  'shop/base/kustomization.yaml': 'resources: [np.yaml]\n',
  'shop/base/np.yaml': 'kind: NetworkPolicy\n',
  'shop/prod/kustomization.yml': 'namespace: shop\nresources:\n  - ../base # shared\nvalidators: [np.yaml]\n',
  'shop/prod/np.yaml': 'path: ../../bin/netpolish\n',
  'shop/prod/deep/a.txt': 'a',
  'shop/prod/.git/config': 'x',
  'shop/prod/node_modules/x/index.js': 'x',
  'bin/netpolish': 'bin',
  'scraps/keep': '',
};

const withMirror = (
  body: (copy: string, top: string) => void,
  more: Readonly<Record<string, string>> = {},
): Promise<void> =>
  inFolder({ ...files, ...more }, (folder) => {
    const top = realpathSync(folder);
    symlinkSync('deep/a.txt', join(top, 'shop/prod/within'));
    symlinkSync('../base/np.yaml', join(top, 'shop/prod/without'));
    const copy = mirror(join(top, 'shop/prod'), join(top, 'scraps'), 'planted');
    if (typeof copy !== 'string') throw new Error(copy.problem);
    body(copy, top);
  });

test('it keeps the path, so that what the files name outside is where they name it', () =>
  withMirror((copy, top) => {
    assert.is(copy, join(top, 'scraps/tree', top, 'shop/prod'));
    assert.is(readFileSync(join(copy, '../base/np.yaml'), 'utf8'), 'kind: NetworkPolicy\n');
    assert.is(readFileSync(join(copy, '../../bin/netpolish'), 'utf8'), 'bin');
    assert.is(realpathSync(join(copy, '../base')), join(top, 'shop/base'));
    assert.is(existsSync(join(copy, '../../scraps')), false);
  }));

test('it copies files, leaves out .git, and links what is large', () =>
  withMirror((copy) => {
    assert.equal(readdirSync(copy).sort(), [
      'deep',
      'kustomization.yml',
      'node_modules',
      'np.yaml',
      'planted.yaml',
      'within',
      'without',
    ]);
    assert.ok(lstatSync(join(copy, 'node_modules')).isSymbolicLink());
    assert.not.ok(lstatSync(join(copy, 'deep/a.txt')).isSymbolicLink());
    assert.is(readFileSync(join(copy, 'within'), 'utf8'), 'a');
    assert.is(realpathSync(join(copy, 'within')), join(copy, 'deep/a.txt'));
    assert.is(readFileSync(join(copy, 'without'), 'utf8'), 'kind: NetworkPolicy\n');
  }));

test('it adds the planted policy to the resources, and nothing to the folder itself', () =>
  withMirror((copy, top) => {
    assert.equal(JSON.parse(readFileSync(join(copy, 'kustomization.yml'), 'utf8')), {
      namespace: 'shop',
      resources: ['../base', 'planted.yaml'],
      validators: ['np.yaml'],
    });
    assert.match(readFileSync(join(copy, 'planted.yaml'), 'utf8'), 'name: planted\n');
    assert.is(readFileSync(join(top, 'shop/prod/kustomization.yml'), 'utf8'), files['shop/prod/kustomization.yml']);
    assert.is(existsSync(join(top, 'shop/prod/planted.yaml')), false);
  }));

test('a linked kustomization is not written through', () =>
  inFolder({ 'a/real.yaml': 'resources: []\n' }, (folder) => {
    const top = realpathSync(folder);
    mkdirSync(join(top, 'scraps'));
    symlinkSync('real.yaml', join(top, 'a/kustomization.yaml'));
    assert.type(mirror(join(top, 'a'), join(top, 'scraps'), 'planted'), 'string');
    assert.is(readFileSync(join(top, 'a/real.yaml'), 'utf8'), 'resources: []\n');
  }));

for (const [name, text, problem] of [
  ['no resources', 'validators: []\n', undefined],
  ['resources that are no list', 'resources: x\n', undefined],
  ['a list', '- a\n', 'does not parse'],
  ['what does not parse', 'a: [', 'does not parse'],
] as const) {
  test(`a kustomization of ${name}`, () =>
    inFolder({ 'a/kustomization.yaml': text, 'scraps/x': '' }, (folder) => {
      const copy = mirror(join(folder, 'a'), join(folder, 'scraps'), 'planted');
      if (problem !== undefined) assert.match(typeof copy === 'string' ? '' : copy.problem, problem);
      else assert.match(readFileSync(join(String(copy), 'kustomization.yaml'), 'utf8'), '"resources":["planted.yaml"]');
    }));
}

test('more than can be copied is not', () =>
  inFolder({ 'a/kustomization.yaml': 'resources: []\n', 'scraps/x': '' }, (folder) => {
    for (let at = 0; at < 4; at++) writeFileSync(join(folder, 'a', `${at}`), '');
    const copy = mirror(join(folder, 'a'), join(folder, 'scraps'), 'planted', { entries: 4, bytes: 1 << 20 });
    assert.match(typeof copy === 'string' ? '' : copy.problem, 'more than 4 files or 1 MiB');
    assert.type(mirror(join(folder, 'a'), join(folder, 'other'), 'planted', { entries: 5, bytes: 1 << 20 }), 'string');
  }));

test.run();
