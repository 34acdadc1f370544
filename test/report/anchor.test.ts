/** Where a finding of a render is said to stand: for hosts a file below the folder or none, for people the words of the render. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Location } from '../../src/finding.ts';
import { anchorOf, placeWords, STANDARD_INPUT } from '../../src/report/anchor.ts';

const test = suite('report/anchor');

const RENDER = {
  document: 1,
  path: [],
  origin: 'rendered',
  file: STANDARD_INPUT,
  line: 7,
  column: 3,
  endLine: 7,
  endColumn: 9,
} as const;
const ITEM = { ...RENDER, origin: 'resourceList', path: ['items', 0, 'spec', 'ingress'] } as const;

/** What is known of a place, the file that hosts are pointed to, and what people read. */
const PLACES: readonly [string, Location, string | undefined, string][] = [
  ['an item of a file', { ...ITEM, item: { path: 'base/np.yaml', index: 0 } }, 'base/np.yaml', 'base/np.yaml'],
  ['an item of a file beside', { ...ITEM, item: { path: '../base/np.yaml', index: 0 } }, undefined, '../base/np.yaml'],
  [
    'an item of a file beside, of a template',
    { ...ITEM, item: { path: '../np.yaml', index: 0 }, source: 'shop/np.yaml' },
    'shop/np.yaml',
    'shop/np.yaml',
  ],
  ['an item of no file', { ...ITEM, item: { path: '', index: 0 } }, undefined, 'spec.ingress'],
  [
    'a template',
    { ...RENDER, source: 'shop/templates/np.yaml' },
    'shop/templates/np.yaml',
    'shop/templates/np.yaml (rendered line 7)',
  ],
  ['a template that leads out', { ...RENDER, source: 'shop/../../np.yaml' }, undefined, 'rendered line 7'],
];

for (const [name, place, file, words] of PLACES) {
  test(name, () => {
    assert.is(anchorOf(place, '/home/shop')?.path, file);
    assert.is(placeWords(place, '/home/shop'), words);
  });
}

test.run();
