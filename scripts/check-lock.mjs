// Reads package.json and package-lock.json of the folder that it is started in, and says what there could bring in other code
// than what was reviewed. Exit 0: nothing could. `.ci/run` asks before it installs anything, so this is plain JavaScript and
// needs no package.
import { readFileSync, realpathSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

// Who wants to run a script when it is installed, and why it need not. package.json denies it (`allowScripts`) where npm
// knows the word; `.ci/run`, the release and the Dockerfile run no such script at all.
const INSTALL_SCRIPTS = [
  // Puts the program in the place of the script that starts it, and fetches it where npm left out the platform's package. The
  // build asks for esbuild by its interface, which finds the platform's package by itself.
  'node_modules/esbuild',
];

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const PACKAGE = /^(node_modules\/(@[^/]+\/)?[^/@][^/]*(\/(?=node_modules\/)|$))+$/;
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
const SAME = ['name', 'version', 'dependencies', 'optionalDependencies', 'devDependencies', 'peerDependencies'];
const ABSENT = ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies', 'overrides'];

if (realpathSync(process.argv[1]) === import.meta.filename) {
  const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) => JSON.parse(readFileSync(name, 'utf8')));
  const faults = faultsOf(manifest, lock);
  for (const fault of faults) console.error(fault);
  const count = Object.keys(lock.packages ?? {}).length - 1;
  if (faults.length === 0) console.log(`package-lock.json: ${count} packages, each of one version and with its SHA-512`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** What is wrong with the two files, parsed: one line each, that names its place first. */
export function faultsOf(manifest, lock) {
  const entries = Object.entries(lock.packages ?? {}).filter(([path]) => path !== '');
  return [
    ...faultsOfManifest(manifest, lock),
    ...faultsOfLock(manifest, lock),
    ...entries.flatMap(([path, entry]) => [...faultsOfEntry(path, entry)]),
  ];
}

function* faultsOfManifest(manifest, lock) {
  for (const kind of ABSENT) {
    if (manifest[kind] !== undefined) yield `package.json: ${kind}: an install of netpolish is one package, as the lock has it`;
  }
  for (const [name, spec] of Object.entries(manifest.devDependencies ?? {})) {
    if (!EXACT.test(spec)) yield `package.json: ${name}: "${spec}" is not one version`;
    else if (lock.packages?.[`node_modules/${name}`]?.version !== spec) yield `package-lock.json: ${name} is not ${spec}`;
  }
  for (const script of ['preinstall', 'install', 'postinstall']) {
    if (manifest.scripts?.[script] !== undefined) yield `package.json: ${script} would run wherever netpolish is installed`;
  }
}

function* faultsOfLock(manifest, lock) {
  if (lock.lockfileVersion !== 3) yield `package-lock.json: lockfileVersion ${lock.lockfileVersion} is not 3`;
  if (Object.keys(lock.packages ?? {}).length < 2) yield 'package-lock.json: names no package';
  for (const field of SAME) {
    const same = isDeepStrictEqual(lock.packages?.['']?.[field], manifest[field]);
    if (!same) yield `package-lock.json: ${field} is not that of package.json`;
  }
  for (const path of INSTALL_SCRIPTS) {
    if (lock.packages?.[path]?.hasInstallScript !== true) yield `${path}: has no install script; take it off the list`;
  }
}

function* faultsOfEntry(path, entry) {
  if (!PACKAGE.test(path)) yield `${path}: is no path of a package`;
  if (entry.link) yield `${path}: is a link`;
  if (entry.inBundle) yield `${path}: comes inside of another package`;
  if (entry.name !== undefined) yield `${path}: is ${entry.name} by another name`;
  if (!EXACT.test(entry.version ?? '')) yield `${path}: "${entry.version}" is no version`;
  if (!SHA512.test(entry.integrity ?? '')) yield `${path}: has no SHA-512, or more than it`;
  // Who installs says which registry is asked; the hash says what it must answer.
  if (entry.resolved !== undefined) yield `${path}: names an address, ${entry.resolved}`;
  if (entry.hasInstallScript && !INSTALL_SCRIPTS.includes(path)) yield `${path}: wants to run a script when it is installed`;
  for (const [name, spec] of Object.entries({ ...entry.dependencies, ...entry.optionalDependencies })) {
    if (/[:/]/.test(spec)) yield `${path}: wants ${name} from ${spec}`;
  }
}
