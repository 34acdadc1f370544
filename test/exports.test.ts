// What others may build on: every name that src/index.ts exports, and what it is. UPDATE=1 rewrites exports.txt.
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as api from '../src/index.ts';
import { assertGolden } from './checks/golden.ts';

const test = suite('public exports');

const text = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8');

/** The names that are types alone: those of `export type { … }`, and those behind `type` in other braces. */
const types = [...text.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, all, names = '']) =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && (all !== undefined || name.startsWith('type ')))
    .map((name) => name.replace(/^type /, '')),
);

const kindOf = (value: unknown): string => {
  if (typeof value === 'function') return /^class\b/.test(String(value)) ? 'class' : 'function';
  return Array.isArray(value) ? 'list' : typeof value;
};

test('are these, each of its kind', () => {
  const values = Object.entries(api).map(([name, value]) => [name, kindOf(value)]);
  const lines = [...values, ...types.map((name) => [name, 'type'])].map(([name, kind]) => `${name} ${kind}\n`);
  assertGolden(new URL('exports.txt', import.meta.url), lines.sort().join(''));
});

test('src/index.ts only hands names on', () => {
  const code = text.replace(/^export (type )?\{[^}]*\} from '[^']+';$/gm, '').trim();
  assert.is(code, '');
});

test.run();
