import { readFileSync } from 'node:fs';
import { streamKind } from '../host/detect.ts';
import { NOTHING_RENDERED } from '../host/helm4.ts';
import type { ExitCode, Io } from '../io.ts';
import { outline } from '../manifest/outline.ts';
import { splitStream } from '../manifest/stream.ts';

/** What else the caller knows: whether kustomize runs us, as which kind of plugin, or Helm 4. */
export type BypassHost = 'exec-plugin' | 'function' | 'helm4' | 'plain';

/**
 * NETPOLISH_BYPASS: standard input to standard output, untouched, before anything is parsed. Two hosts need one thing
 * more: Helm 4 refuses empty output, and kustomize's `validators:` refuse any.
 */
export function bypass(io: Io, host: BypassHost, configPath: string): ExitCode {
  const bytes = io.stdin.read();
  if (host === 'exec-plugin' && printsNothing(pluginConfigText(io, configPath))) return 0;
  if (host === 'function' && printsNothing(functionConfigText(bytes))) return 0;
  const isBlank = host === 'helm4' && bytes.toString('latin1').trim() === '';
  io.stdout.write(isBlank ? NOTHING_RENDERED : bytes);
  return 0;
}

/** The text of the functionConfig and of nothing else: an item may hold the same words. */
function functionConfigText(bytes: Buffer): string {
  const first = splitStream(bytes).find(({ number }) => number === 1);
  if (first === undefined || streamKind(bytes) !== 'resourceList') return '';
  const text = bytes.toString('utf8', first.body, first.end);
  const range = outline(text)?.ranges.get('functionConfig');
  return range === undefined ? '' : text.slice(range.start, range.end);
}

/** kustomize leaves a long configuration out of the environment; its file is named first. */
function pluginConfigText({ env }: Io, path: string): string {
  if (env.KUSTOMIZE_PLUGIN_CONFIG_STRING !== undefined) return env.KUSTOMIZE_PLUGIN_CONFIG_STRING;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function printsNothing(config: string): boolean {
  return /(^|[\s{,"'])output["']?\s*:\s*["']?none\b/.test(config);
}
