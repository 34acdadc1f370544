import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built bin, as a host runs it. */
export const bin: string = join(root, 'dist/netpolish.cjs');

/** Files by their paths below a folder. */
export type Files = Readonly<Record<string, string>>;

/** Runs `body` with a fresh folder that holds `files`, and removes it. */
export const withFiles = async (files: Files, body: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Runs `body` with a copy of the kustomize examples from which `../../../dist` leads to the built bin, as in a checkout. */
export const withExamples = (body: (examples: string) => Promise<void>): Promise<void> =>
  withFiles({}, async (folder) => {
    const examples = join(folder, 'examples/kustomize');
    await cp(join(root, 'examples/kustomize'), examples, { recursive: true });
    await symlink(join(root, 'dist'), join(folder, 'dist'));
    await body(examples);
  });
