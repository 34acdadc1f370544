/** The folder that a path with slashes lies in; '' at the top. */
export function above(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/**
 * A path as written in a file of `folder`, from the same top: '' is the top itself, `..` leads out of it. Undefined for an
 * absolute path.
 */
export function join(folder: string, path: string): string | undefined {
  if (/^([\\/]|[A-Za-z]:)/.test(path)) return undefined;
  const steps: string[] = [];
  for (const step of `${folder}/${path}`.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else steps.push(step);
  }
  return steps.join('/');
}

/** How a folder is written for people. */
export function shown(path: string): string {
  return path === '' ? '.' : path;
}
