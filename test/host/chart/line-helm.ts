import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { field } from '../../../src/chart/chart.ts';
import { valueAt } from '../../../src/chart/chart-value.ts';
import type { RunChild } from '../../../src/host/run-child.ts';
import { parseTree } from '../../../src/manifest/parse.ts';
import { isFault, type Json, toJson } from '../../../src/manifest/tree.ts';

/**
 * A child runner that answers as Helm 3 does for charts of one template, whose actions stand on lines of their own: `if`, `if not`,
 * `range`, `end`, `fail`; and `{{ .Values.a }}` in a line. Enough to be marked, cured and refused.
 */
export const lineHelm: RunChild = async ([, command, , chart = '', ...more], { input = '{}' }) => {
  if (command === 'version') return { code: 0, stdout: 'v3.17.2+g1\n', stderr: '' };
  const values = merged(yamlIn(join(chart, 'values.yaml')), JSON.parse(input) as Json);
  const name = String(field(yamlIn(join(chart, 'Chart.yaml')), 'name'));
  const folder = join(chart, 'templates');
  let stdout = '';
  for (const file of readdirSync(folder).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.includes('toJson .Values')) return { code: 0, stdout: `---\n${JSON.stringify(values)}\n`, stderr: '' };
    const place = `${name}/templates/${file}`;
    const printed = render(text, values);
    if (typeof printed !== 'string' && printed.words === 'size')
      return { code: undefined, stdout: '', stderr: '', trouble: 'too much' };
    if (typeof printed !== 'string' && printed.words === 'yaml') {
      const stderr = `Error: YAML parse error on ${place}: error converting YAML to JSON: yaml: line ${printed.line}: no key\n`;
      return { code: 1, stdout: more.includes('--debug') ? `---\n# Source: ${place}\n${printed.text}` : '', stderr };
    }
    if (typeof printed !== 'string')
      return {
        code: 1,
        stdout: '',
        stderr: `Error: template: ${place}:${printed.line}:3: executing "${place}" at <.Values.x>: ${printed.words}\n`,
      };
    if (/^\s*\S/.test(printed)) stdout += `---\n# Source: ${place}\n${printed.trim()}\n`;
  }
  return { code: 0, stdout, stderr: '' };
};

type Broken = { readonly line: number; readonly words: string; readonly text: string };

const render = (text: string, values: Json): string | Broken => {
  const open: boolean[] = [];
  let printed = '';
  for (const [i, line] of text.split('\n').entries()) {
    const [, word, not, path = ''] = /^\s*\{\{-? (if|range|end|fail)(?: (not))? ?(.*?) \}\}\s*$/.exec(line) ?? [];
    if (word === 'end') open.pop();
    else if (word === 'fail' && open.every(Boolean)) {
      const words = path.replaceAll('"', '');
      return words === 'yaml'
        ? { line: printed.split('\n').length, words, text: `${printed}bad\n` }
        : { line: i + 1, words, text: printed };
    } else if (word !== undefined && word !== 'fail') open.push(isTrue(at(values, path)) !== (not === 'not'));
    else if (word === undefined && open.every(Boolean))
      printed += `${line.replace(/\{\{ (\.Values\S*) \}\}/g, (_, inner: string) => String(at(values, inner) ?? ''))}\n`;
  }
  return printed;
};

const at = (values: Json, path: string): Json | undefined => valueAt(values, path.split('.').slice(2));

const isTrue = (value: Json | undefined): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false && value !== '';

const yamlIn = (path: string): Json => {
  const tree = parseTree(readFileSync(path, 'utf8'));
  return isFault(tree) ? {} : toJson(tree);
};

const merged = (under: Json, over: Json): Json => {
  if (!isMap(under) || !isMap(over)) return over;
  const all = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete all[key];
    else all[key] = key in all ? merged(all[key] as Json, value) : value;
  }
  return all;
};

const isMap = (value: Json): value is Record<string, Json> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
