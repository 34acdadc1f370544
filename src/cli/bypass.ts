import { streamKind } from '../host/detect.ts';
import { NOTHING_RENDERED } from '../host/helm4.ts';
import type { ExitCode, Io } from '../io.ts';

/** What else the caller knows: whether kustomize runs us, as which kind of plugin, or Helm 4. */
export type BypassHost = 'exec-plugin' | 'function' | 'helm4' | 'plain';

/**
 * NETPOLISH_BYPASS: standard input to standard output, untouched, before anything is parsed. Two hosts need one thing
 * more: Helm 4 refuses empty output, and kustomize's `validators:` refuse any.
 */
export function bypass(io: Io, host: BypassHost): ExitCode {
  const bytes = io.stdin.read();
  if (host === 'exec-plugin' && printsNothing(io.env.KUSTOMIZE_PLUGIN_CONFIG_STRING ?? '')) return 0;
  if (host === 'function' && printsNothing(functionConfigText(bytes))) return 0;
  const isBlank = host === 'helm4' && bytes.toString('latin1').trim() === '';
  io.stdout.write(isBlank ? NOTHING_RENDERED : bytes);
  return 0;
}

/** kustomize and kpt write the functionConfig behind the items; its text is enough here. */
function functionConfigText(bytes: Buffer): string {
  if (streamKind(bytes) !== 'resourceList') return '';
  const at = bytes.lastIndexOf('functionConfig', undefined, 'latin1');
  return at === -1 ? '' : bytes.toString('utf8', at);
}

function printsNothing(config: string): boolean {
  return /(^|[\s{,"'])output["']?\s*:\s*["']?none\b/.test(config);
}
