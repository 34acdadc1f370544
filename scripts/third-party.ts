import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/**
 * The folders of the packages whose code is in bundles, as in `node_modules/yaml`, sorted. A file that was read and of which
 * nothing was left counts as not there.
 */
export function foldersOf(bundles: readonly Metafile[]): readonly string[] {
  const outputs = bundles.flatMap((bundle) => Object.values(bundle.outputs));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const paths = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  const folders = paths.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/**
 * The licences of the packages in these folders, as their terms ask of whoever hands the code on. Throws where a package has no
 * licence text.
 */
export function licensesOf(folders: readonly string[]): string {
  const head = 'netpolish is licensed under Apache-2.0 (LICENSE). Its files hold code of these packages:\n';
  return [head, ...folders.map(licenseOf)].join(`\n${'-'.repeat(80)}\n\n`);
}

function licenseOf(folder: string): string {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  const file = readdirSync(folder).find((name) => /^licen[cs]e\b/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence text`);
  return `${about.name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
