import type { Folder, TextFile } from '../../src/doctor/types.ts';

/** Files by their paths. */
export type Files = Readonly<Record<string, string>>;

/** Files as the finders are given them. */
export const textFiles = (files: Files): readonly TextFile[] =>
  Object.entries(files).map(([path, text]) => ({ path, text }));

/** What the finders may ask of such files. */
export const folderOf = (files: Files): Folder => ({
  read: (path) => files[path],
  isFolder: (path) => path === '' || Object.keys(files).some((name) => name.startsWith(`${path}/`)),
});

/** A functionConfig of netpolish that names an executable. */
export const execConfig = (path: string, rest = ''): string => `\
apiVersion: netpolish.dev/v1alpha1
kind: Netpolish
metadata:
  name: netpolish
  annotations:
    config.kubernetes.io/function: |
      exec:
        path: ${path}
${rest}`;

/** The same without an annotation: kustomize looks for it in the plugin folder. */
export const legacyConfig = 'apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\nmetadata: {name: netpolish}\n';
