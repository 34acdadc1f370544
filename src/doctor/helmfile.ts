import { linesOf } from '../manifest/lines.ts';
import { parseTree } from '../manifest/parse.ts';
import { isFault, type Node, nodeAt, stringOf } from '../manifest/tree.ts';
import { helmAction } from './commands.ts';
import { itemsOf } from './kustomization.ts';
import { above } from './paths.ts';
import { documentsOf } from './snippets.ts';
import type { Call, TextFile } from './types.ts';

/** Whether a path is that of a helmfile. */
export function isHelmfile(path: string): boolean {
  return /(^|\/)helmfile\.ya?ml(\.gotmpl)?$|(^|\/)helmfile\.d\/[^/]+\.ya?ml(\.gotmpl)?$/.test(path);
}

/**
 * The releases of a helmfile that netpolish stands behind, and those that it does not, where it stands behind others
 * (`postRenderer` of a release, or of `helmDefaults`; helmfile pkg/state/helmx.go).
 */
export function helmfileCalls({ path, text }: TextFile): readonly Call[] {
  if (!/postRenderer\s*:.*netpolish/.test(text)) return [];
  const roots = documentsOf(text).map((document) => parseTree(document.text, document.offset));
  const place = linesOf(text).place;
  if (roots.some(isFault)) {
    const line = text.slice(0, text.search(/postRenderer\s*:.*netpolish/)).split('\n').length;
    const saw = 'it holds templates that only helmfile renders';
    return [
      {
        file: path,
        line,
        text: 'postRenderer: netpolish',
        variables: {},
        action: { kind: 'told', verdict: 'untried', saw },
      },
    ];
  }
  const nodes = roots.filter((root): root is Node => !isFault(root));
  const defaults = nodes.map((root) => nodeAt(root, ['helmDefaults'])).find((node) => node !== undefined);
  const releases = nodes.flatMap((root) => itemsOf(nodeAt(root, ['releases'])));
  const calls = releases.map((release) => releaseCall(release, defaults, path, (at) => place(at).line));
  return calls.filter((call) => call !== undefined);
}

function releaseCall(
  release: Node,
  defaults: Node | undefined,
  file: string,
  lineAt: (offset: number) => number,
): Call | undefined {
  const name = stringOf(release, 'name') ?? '?';
  const renderer = stringOf(release, 'postRenderer') ?? stringOf(defaults, 'postRenderer');
  const place = { file, line: lineAt(release.span.start), variables: {} };
  const installed = nodeAt(release, ['installed']);
  if (installed?.kind === 'bool' && !installed.value) return undefined;
  if (renderer === undefined || renderer === '') {
    const saw = 'no postRenderer, while another release of this helmfile has one: its policies are not looked at';
    const write = 'postRenderer: netpolish, or once under helmDefaults for all';
    return { ...place, text: `release ${name}`, action: { kind: 'told', verdict: 'skipped', saw, write } };
  }
  const args = nodeAt(release, ['postRendererArgs']) ?? nodeAt(defaults ?? release, ['postRendererArgs']);
  const words = itemsOf(args).flatMap((arg) => (arg.kind === 'string' ? [arg.value] : []));
  const action = helmAction(renderer, words, above(file));
  return action && { ...place, text: `release ${name}: postRenderer: ${[renderer, ...words].join(' ')}`, action };
}
