import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A file's name as `git apply` takes it: from the working directory down, where it is below that. */
export function diffName(name: string, cwd: string): string {
  if (name === '<stdin>') return name;
  const path = relative(cwd, resolve(cwd, name)).replaceAll(sep, '/');
  return path === '' || path.startsWith('../') || isAbsolute(path) ? name : path;
}
