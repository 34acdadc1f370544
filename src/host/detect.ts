import type { Environment } from '../config/settings.ts';
import { outline } from '../manifest/outline.ts';
import { splitStream } from '../manifest/stream.ts';

/** What standard input is: a KRM ResourceList, or a plain stream of manifests. */
export type StreamKind = 'resourceList' | 'plain';

/** Whether kustomize runs us as a legacy exec plugin (api/internal/plugins/execplugin/execplugin.go). */
export function isExecPlugin(env: Environment): boolean {
  return env.KUSTOMIZE_PLUGIN_CONFIG_STRING !== undefined || env.KUSTOMIZE_PLUGIN_CONFIG_ROOT !== undefined;
}

/** Looks at the first document alone: a KRM host sends one ResourceList (kustomize.md 1.9). */
export function streamKind(bytes: Buffer): StreamKind {
  if (!bytes.includes('ResourceList', 0, 'latin1')) return 'plain';
  const first = splitStream(bytes).find((document) => document.number === 1);
  if (first === undefined) return 'plain';
  const shape = outline(bytes.toString('utf8', first.body, first.end));
  return shape?.fields.get('kind') === 'ResourceList' ? 'resourceList' : 'plain';
}

/** The word by which the program knows that it was started in a thread beside itself (beside.ts). */
export const BESIDE = 'beside';
