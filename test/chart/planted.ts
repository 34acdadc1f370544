import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** A fault that a chart of test/charts was given, as its `expected.json` tells it. */
export type Planted = {
  /** The check that tells it; of a render that fails, the kind of the failure: `nil`, `yaml`. */
  readonly check: string;
  /** `failed` where there is no render. */
  readonly effect: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** The fewest values that show it, as words for Helm; none where the defaults do. */
  readonly choice: readonly string[];
  /** In a release named `shop`; '' where there is no render. */
  readonly policy: string;
  /** From the chart's folder, by the names of folders, not by aliases. */
  readonly template: string;
  /** Of the faulty key, from 1, and what that line holds. */
  readonly line: number;
  readonly key: string;
  /** The action that it comes of, or what went wrong: `path`, `items`, `value`, `nil`, `yaml`. */
  readonly cause: string;
  /** `failure`: no finding but a render that fails. */
  readonly kind?: 'failure';
  /** `false` where the template lies in a packed sub-chart. */
  readonly onDisk?: false;
};

/** A chart of ours and the faults planted in it: none in those named `clean-`. */
export type PlantedChart = { readonly name: string; readonly folder: string; readonly rows: readonly Planted[] };

/** The folder of the charts. */
export const CHARTS: string = fileURLToPath(new URL('../charts', import.meta.url));

/** All charts of test/charts, by name. Throws where an `expected.json` is missing or no JSON. */
export const plantedCharts = (): readonly PlantedChart[] =>
  readdirSync(CHARTS)
    .sort()
    .map((name) => {
      const folder = join(CHARTS, name);
      return { name, folder, rows: JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Planted[] };
    });

/** The text of a template, from the folder or from the packed sub-chart that holds it; `undefined` where neither does. */
export const templateText = (folder: string, template: string): string | undefined => {
  if (existsSync(join(folder, template))) return readFileSync(join(folder, template), 'utf8');
  const [, chart = '', ...rest] = template.split('/');
  const packed = readdirSync(join(folder, 'charts')).find((name) => name.startsWith(`${chart}-`));
  if (!template.startsWith('charts/') || packed === undefined) return undefined;
  return packedFiles(join(folder, 'charts', packed)).get([chart, ...rest].join('/'));
};

/** The texts of a `.tgz`, by path. */
export const packedFiles = (tarball: string): ReadonlyMap<string, string> => {
  const bytes = gunzipSync(readFileSync(tarball));
  const files = new Map<string, string>();
  for (let at = 0; bytes[at]; ) {
    const name = bytes.toString('utf8', at, at + 100).replace(/\0.*/s, '');
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
    files.set(name, bytes.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
};
