import type { Location } from '../finding.ts';

/** Where a machine can point to. `region` only where the lines are those of a file that is there. */
export type Anchor = {
  /** With slashes, from the working directory where it lies below it. */
  readonly path: string;
  readonly region?: Region;
};

/** Lines and columns as in a location: both count from 1, columns in characters, the end exclusive. */
export type Region = Pick<Location, 'line' | 'column' | 'endLine' | 'endColumn'>;

/** What a location of standard input is called. */
export const STANDARD_INPUT = '<stdin>';

/**
 * Where a finding can be shown: in the file that was read, or else in the template or the item of a kustomization that it
 * came from. Lines of a render are none of the template's: it is named as a whole. Undefined where nothing is known.
 */
export function anchorOf(
  location: Pick<Location, 'file' | 'source' | 'item'> & Partial<Region>,
  cwd: string | undefined,
): Anchor | undefined {
  const { file, source, item, line, column, endLine, endColumn } = location;
  if (file !== STANDARD_INPUT) {
    const path = relativePath(file, cwd ?? '');
    if (line === undefined || column === undefined || endLine === undefined || endColumn === undefined) return { path };
    return { path, region: { line, column, endLine, endColumn } };
  }
  const from = below(item?.path ?? '') || below(source ?? '');
  return from === '' ? undefined : { path: from };
}

/** Where a finding stands, for people: `file:12:3`, or a template and the line of its render, which none of its own is. */
export function placeWords(location: Location, cwd: string | undefined): string {
  const anchor = anchorOf(location, cwd);
  if (anchor?.region !== undefined) return `${anchor.path}:${anchor.region.line}:${anchor.region.column}`;
  if (location.origin === 'resourceList')
    return anchor?.path ?? (location.item?.path || location.path.slice(2).join('.'));
  const line = `rendered line ${location.line}`;
  return anchor === undefined ? line : `${anchor.path} (${line})`;
}

/** A reference by which SARIF names a file: every character that means something in a URI is encoded. */
export function uriOf(path: string): string {
  const isAbsolute = /^([A-Za-z]:)?\//.test(path);
  const uri = path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (!isAbsolute) return uri;
  return `file://${path.startsWith('/') ? uri : `/${uri.replace('%3A', ':')}`}`;
}

/** Hosts that show findings beside files know them from the root of the checkout, which is mostly where we were started. */
function relativePath(file: string, cwd: string): string {
  const isWindows = /^[A-Za-z]:[\\/]|^\\\\/.test(cwd);
  const [path, root] = isWindows ? [file.replaceAll('\\', '/'), cwd.replaceAll('\\', '/')] : [file, cwd];
  const folder = root.endsWith('/') ? root : `${root}/`;
  const own = root !== '' && path.startsWith(folder) ? path.slice(folder.length) : path;
  return own.replace(/^(\.\/+)+/, '');
}

/** What a render says of itself is never a file of the whole machine: '' for what leads out of the folder. */
function below(path: string): string {
  const steps: string[] = [];
  for (const step of path.replace(/^[\\/]+/, '').split('/')) {
    const isUp = step === '..';
    // Windows' own way to write it.
    if ((isUp && steps.pop() === undefined) || /\\\.\.|\.\.\\/.test(step)) return '';
    if (!isUp && step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}
