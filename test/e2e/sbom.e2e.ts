import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from './netpolish.ts';
import { cyclonedxValidator } from './published-schemas.ts';

const test = suite('the bill of materials');

const isBill = await cyclonedxValidator();
const bill = JSON.parse(await readFile(join(root, 'dist/sbom.cdx.json'), 'utf8'));

test('is as its published schema says', () => {
  assert.ok(isBill(bill), JSON.stringify(isBill.errors?.slice(0, 3)));
});

test('the schema refuses what is none', () => {
  const [first, ...others] = bill.components;
  const broken = [
    { ...bill, bomFormat: 'SPDX' },
    { ...bill, serialNumber: '1' },
    { ...bill, components: [{ ...first, hashes: [{ alg: 'SHA-512', content: 'no hash' }] }, ...others] },
    { ...bill, components: [{ ...first, licenses: [{ license: { id: 'MIT License' } }] }, ...others] },
    { ...bill, when: 'now' },
  ];
  assert.equal(
    broken.map((value) => isBill(value)),
    broken.map(() => false),
  );
});

test.run();
