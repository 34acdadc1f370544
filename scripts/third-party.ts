import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of the packages whose code is in a bundle, as their terms ask of whoever hands the code on. `inputs` are the
 * files that the bundle was made of. Throws where a package has no licence text.
 */
export function licensesOf(inputs: readonly string[]): string {
  const folders = inputs.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const packages = [...new Set(folders.filter((folder) => folder !== undefined))].sort();
  const head = 'netpolish is licensed under Apache-2.0 (LICENSE). Its files hold code of these packages:\n';
  return [head, ...packages.map(licenseOf)].join(`\n${'-'.repeat(80)}\n\n`);
}

function licenseOf(folder: string): string {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  const file = readdirSync(folder).find((name) => /^licen[cs]e\b/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence text`);
  return `${about.name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
