import { NOTHING_RENDERED } from '../host/helm4.ts';
import type { ExitCode, Io } from './io.ts';

/**
 * NETPOLISH_BYPASS: standard input to standard output, untouched, before anything is parsed. Two hosts need one thing
 * more: Helm 4 refuses empty output, and kustomize's `validators:` refuse any.
 */
export function bypass(io: Io, host: { readonly execPlugin: boolean; readonly helm4: boolean }): ExitCode {
  const bytes = io.stdin.read();
  const config = host.execPlugin ? (io.env['KUSTOMIZE_PLUGIN_CONFIG_STRING'] ?? '') : functionConfigText(bytes);
  if (printsNothing(config)) return 0;
  const isBlank = host.helm4 && bytes.toString('latin1').trim() === '';
  io.stdout.write(isBlank ? NOTHING_RENDERED : bytes);
  return 0;
}

/** kustomize and kpt write the functionConfig behind the items; its text is enough here. */
function functionConfigText(bytes: Buffer): string {
  const at = bytes.lastIndexOf('functionConfig', undefined, 'latin1');
  const isList = at !== -1 && bytes.includes('ResourceList', 0, 'latin1');
  return isList ? bytes.toString('utf8', at) : '';
}

function printsNothing(config: string): boolean {
  return /(^|[\s{,"'])output["']?\s*:\s*["']?none\b/.test(config);
}
