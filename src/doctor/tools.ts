import type { Tool } from './types.ts';

/** What a version of a host lets people see of netpolish, in a line. Measured with the versions that CONTRIBUTING.md names. */
export function shows(name: Tool['name'], version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (name === 'helm') return helmShows(major);
  if (name === 'netpolish') return '';
  if (name === 'kubectl')
    return minor >= 31
      ? 'no --enable-exec: skips exec functions in silence; a legacy plugin runs, and its warnings are hidden'
      : 'no --enable-exec: skips exec functions in silence; a legacy plugin runs';
  return 'without --enable-exec it skips exec functions in silence; with it, all that netpolish says is shown';
}

function helmShows(major: number): string {
  if (major >= 4)
    return 'swallows standard error: a stopped release shows the report in its error, warnings only a report file or a terminal';
  return 'shows the report of a stopped release; warnings only in a report file or on a terminal; hooks are never checked';
}

/** The version in what `helm version`, `kustomize version` or `kubectl version` print; '?' where there is none. */
export function versionIn(printed: string): string {
  return /v?(\d+\.\d+\.\d+[\w.-]*)/.exec(printed)?.[1] ?? (printed.trim().split('\n')[0] || '?');
}
