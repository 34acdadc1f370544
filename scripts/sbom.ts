import { createHash } from 'node:crypto';

/** package.json, as far as the list tells of it. */
type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly repository: { readonly url: string };
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** package-lock.json: what npm installed, by folder. */
type Lock = { readonly packages: Readonly<Record<string, Locked>> };

type Locked = {
  readonly version: string;
  readonly license: string;
  /** `sha512-`, then the hash of the package's tarball in base64. */
  readonly integrity: string;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/**
 * The packages whose code is in the bundles as a CycloneDX 1.6 bill of materials (https://cyclonedx.org/docs/1.6/json). `folders`
 * are theirs, as in `node_modules/yaml`. Who lists what is installed sees netpolish alone else. The same packages give the same
 * bytes: it tells no time, and its number is made of what it says. Throws where the lock has no such folder.
 */
export function sbomOf(manifest: Manifest, lock: Lock, folders: readonly string[]): string {
  const [held, own] = [new Set(folders), purlOf(manifest.name, manifest.version)];
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: componentOf(manifest) },
    components: folders.map((folder) => packageOf(folder, lockedAt(folder, lock))),
    dependencies: [
      { ref: own, dependsOn: refs(Object.keys(manifest.devDependencies), '', held, lock) },
      ...folders.map((folder) => {
        const locked = lockedAt(folder, lock);
        const needed = refs(Object.keys(locked.dependencies ?? {}), folder, held, lock);
        return { ref: purlOf(nameOf(folder), locked.version), dependsOn: needed };
      }),
    ],
    compositions: [{ aggregate: 'complete', dependencies: [own] }],
  };
  return `${JSON.stringify({ ...bill, serialNumber: serialOf(JSON.stringify(bill)) }, null, 2)}\n`;
}

function componentOf({ name, version, description, license, repository }: Manifest): object {
  const purl = purlOf(name, version);
  const vcs = { type: 'vcs', url: repository.url };
  const licenses = licensesOf(license);
  return {
    type: 'application',
    'bom-ref': purl,
    name,
    version,
    description,
    licenses,
    purl,
    externalReferences: [vcs],
  };
}

function packageOf(folder: string, { version, license, integrity }: Locked): object {
  const [, group, name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(nameOf(folder)) ?? [];
  const purl = purlOf(nameOf(folder), version);
  const hash = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group !== undefined && { group }),
    name,
    version,
    scope: 'required',
    hashes: [{ alg: 'SHA-512', content: hash }],
    licenses: licensesOf(license),
    purl,
  };
}

/** Those of the packages, asked for from a folder, whose code is in the bundles too. */
function refs(names: readonly string[], from: string, held: ReadonlySet<string>, lock: Lock): readonly string[] {
  const found = names
    .map((name) => folderOf(name, from, lock))
    .filter((folder) => folder !== undefined && held.has(folder));
  return found.map((folder = '') => purlOf(nameOf(folder), lockedAt(folder, lock).version)).sort();
}

/** Where Node finds a package that is asked for in a folder: there, or in the nearest above. */
function folderOf(name: string, from: string, lock: Lock): string | undefined {
  const folder = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (folder in lock.packages) return folder;
  return from === '' ? undefined : folderOf(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), lock);
}

function lockedAt(folder: string, lock: Lock): Locked {
  const locked = lock.packages[folder];
  if (locked === undefined) throw new Error(`package-lock.json has no ${folder}`);
  return locked;
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** https://github.com/package-url/purl-spec: the `@` of a scope is written as %40. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function licensesOf(license: string): readonly object[] {
  return [/^[\w.-]+$/.test(license) ? { license: { id: license } } : { expression: license }];
}

/** A UUID of version 8 (RFC 9562), which may hold what its maker likes: here a hash. */
function serialOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `urn:uuid:${hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')}`;
}
