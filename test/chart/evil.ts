import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { evilFiles, FAULTY } from './evil-files.ts';

/** What the command is to make of a chart that means it harm. */
export type Ending = {
  /** Exit codes that are in order: 0 nothing found, 1 findings, 2 not a chart that can be read, 3 failure. */
  readonly codes: readonly number[];
  /** What stdout and stderr together have to say, and what they must not. */
  readonly says?: RegExp;
  readonly never?: RegExp;
  /** Flags of the command that keep the test short. */
  readonly flags?: readonly string[];
};

/** A chart that is hard to read or to render; `make` writes it into an empty folder. */
export type Evil = { readonly name: string; readonly ending: Ending; readonly make: (folder: string) => Promise<void> };

/** All of them: those made of files alone, and those that need links and rights. */
export const evilCharts = (): readonly Evil[] => [
  ...evilFiles().map(({ name, ending, files }) => ({
    name,
    ending,
    make: (folder: string) => writeFiles(folder, files),
  })),
  {
    name: 'links',
    ending: { codes: [1], says: /templates\/netpol\.yaml/ },
    make: async (folder) => {
      const { 'templates/netpol.yaml': policy = '', ...rest } = FAULTY;
      await writeFiles(folder, { ...rest, 'files/netpol.yaml': policy });
      await mkdir(join(folder, 'templates'));
      await symlink('../files/netpol.yaml', join(folder, 'templates/netpol.yaml'));
    },
  },
  {
    name: 'link-to-itself',
    ending: { codes: [0, 1, 2, 3], says: /./ },
    make: async (folder) => {
      await writeFiles(folder, FAULTY);
      await symlink('..', join(folder, 'templates/up'));
    },
  },
  {
    name: 'link-to-nothing',
    ending: { codes: [0, 1, 2, 3], says: /gone|netpol/ },
    make: async (folder) => {
      await writeFiles(folder, FAULTY);
      await symlink('../nowhere.yaml', join(folder, 'templates/gone.yaml'));
    },
  },
  {
    name: 'link-to-a-device',
    ending: { codes: [0, 1, 2, 3], says: /./ },
    make: async (folder) => {
      await writeFiles(folder, FAULTY);
      await symlink('/dev/zero', join(folder, 'templates/zero.yaml'));
    },
  },
  {
    name: 'unreadable',
    // Who may read all files finds the fault.
    ending: { codes: [1, 2, 3], says: /netpol\.yaml/ },
    make: async (folder) => {
      await writeFiles(folder, FAULTY);
      await chmod(join(folder, 'templates/netpol.yaml'), 0o000);
    },
  },
];

type Files = Readonly<Record<string, string>>;

const writeFiles = async (folder: string, files: Files): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
};
