import { linesOf } from '../manifest/lines.ts';
import { parseTree } from '../manifest/parse.ts';
import { entryOf, isFault, nodeAt, stringOf } from '../manifest/tree.ts';
import type { Build } from './builds.ts';
import { join } from './paths.ts';
import { documentsOf } from './snippets.ts';
import type { Call, TextFile } from './types.ts';
import { readWords } from './words.ts';

/** What makes a manifest worth a look: Argo CD's options and plugins, and Flux' Kustomizations. */
export const GITOPS: RegExp = /kustomize\.buildOptions|ConfigManagementPlugin|kustomize\.toolkit\.fluxcd\.io/;

/** How Argo CD builds every kustomization (`kustomize.buildOptions` of argocd-cm). */
export function argoBuilds({ path, text }: TextFile): readonly Build[] {
  if (!text.includes('kustomize.buildOptions')) return [];
  const place = linesOf(text).place;
  return documentsOf(text).flatMap((document) => {
    const root = parseTree(document.text, document.offset);
    if (isFault(root)) return [];
    const entry = entryOf(nodeAt(root, ['data']), 'kustomize.buildOptions');
    if (entry?.value.kind !== 'string') return [];
    const written = entry.value.value;
    const flags = [...readWords(written.split(/\s+/)).options.keys()].filter((flag) =>
      /^--enable-(alpha-plugins|exec|helm)$/.test(flag),
    );
    const line = place(entry.keySpan.start).line;
    return [
      {
        file: path,
        line,
        text: `kustomize.buildOptions: ${written}`,
        variables: {},
        tool: 'kustomize' as const,
        flags,
      },
    ];
  });
}

/**
 * The Kustomizations of Flux that build one of `folders`: its controller runs no plugin of any kind
 * (fluxcd/pkg kustomize/kustomize_generator.go, DisabledPluginConfig).
 */
export function fluxCalls({ path, text }: TextFile, folders: ReadonlySet<string>): readonly Call[] {
  if (!text.includes('kustomize.toolkit.fluxcd.io')) return [];
  const place = linesOf(text).place;
  return documentsOf(text).flatMap((document) => {
    const root = parseTree(document.text, document.offset);
    if (isFault(root) || !(stringOf(root, 'apiVersion') ?? '').startsWith('kustomize.toolkit.fluxcd.io/')) return [];
    const entry = entryOf(nodeAt(root, ['spec']), 'path');
    if (entry?.value.kind !== 'string' || !folders.has(join('', `./${entry.value.value}`) ?? '?')) return [];
    const action = {
      kind: 'told',
      verdict: 'broken',
      saw: 'Flux runs no plugin of any kind: it refuses this kustomization',
      write: 'no plugin here; in CI: kustomize build … | netpolish check -',
    } as const;
    const line = place(entry.keySpan.start).line;
    return [{ file: path, line, text: `Flux Kustomization, path: ${entry.value.value}`, variables: {}, action }];
  });
}

/** The `helm_release` resources of Terraform whose `postrender` is netpolish. */
export function terraformCalls({ path, text }: TextFile): readonly Call[] {
  return [...text.matchAll(/^[^\n#]*binary_path\s*=\s*"[^"\n]*netpolish[^"\n]*"/gm)].map((match) => ({
    file: path,
    line: text.slice(0, match.index).split('\n').length,
    text: match[0].trim(),
    variables: {},
    action: {
      kind: 'told',
      verdict: 'untried',
      saw: 'the provider brings a Helm 3 of its own: netpolish must be on the PATH of terraform, and `helm_template` leaves it out',
    },
  }));
}
