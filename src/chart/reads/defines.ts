import { isTemplateFault, type TemplateFault, type TemplateNode, type TemplateTree, walk } from '../template/nodes.ts';
import { parseTemplate } from '../template/parse.ts';
import type { ValuePath } from '../types.ts';

/** A template of a chart, as Helm names it: `shop/charts/redis/templates/np.yaml`. */
export type ChartTemplate = {
  readonly name: string;
  readonly text: string;
  /** Where the values of its (sub-)chart stand in those of the top chart: `[]`, `['redis']`. */
  readonly scope: ValuePath;
};

/** A template that was read. */
export type ParsedFile = ChartTemplate & { readonly tree: TemplateTree };

/** What a name stands for: a `define`, a `block` or a whole file. */
export type Define = {
  readonly name: string;
  readonly file: ParsedFile;
  readonly body: readonly TemplateNode[];
};

/** All templates of a chart and of its sub-charts. */
export type ParsedChart = {
  readonly files: readonly ParsedFile[];
  readonly defines: ReadonlyMap<string, Define>;
  /** Templates that Helm would refuse. */
  readonly faults: readonly (TemplateFault & { readonly name: string })[];
};

/**
 * Reads the templates of a chart. Of a name defined twice the one counts that Helm reads last: of the outermost file, then of
 * the first by name (Helm's engine.go, sortTemplates).
 */
export function parseChart(templates: readonly ChartTemplate[]): ParsedChart {
  const files: ParsedFile[] = [];
  const faults: (TemplateFault & { readonly name: string })[] = [];
  for (const template of templates) {
    const tree = parseTemplate(template.text);
    if (isTemplateFault(tree)) faults.push({ ...tree, name: template.name });
    else files.push({ ...template, tree });
  }
  const defines = new Map<string, Define>();
  for (const file of [...files].sort(helmOrder)) {
    for (const define of definesIn(file)) {
      if (!defines.has(define.name) || !define.body.every((node) => isBlank(node, file.text)))
        defines.set(define.name, define);
    }
  }
  return { files, defines, faults };
}

function helmOrder(a: ParsedFile, b: ParsedFile): number {
  return slashes(b.name) - slashes(a.name) || (a.name < b.name ? 1 : -1);
}

function slashes(name: string): number {
  return name.split('/').length;
}

function definesIn(file: ParsedFile): readonly Define[] {
  const inner = [...walk(file.tree.nodes)].flatMap((node) =>
    node.kind === 'define' || node.kind === 'block' ? [{ name: node.name, file, body: node.body }] : [],
  );
  return [...inner, { name: file.name, file, body: file.tree.nodes }];
}

function isBlank(node: TemplateNode, text: string): boolean {
  if (node.kind === 'text') return text.slice(node.from, node.to).trim() === '';
  return node.kind === 'comment' || node.kind === 'define';
}

const MOST = 40;

/** The defines that a name can stand for of which only pieces are known, null being anything; none where no piece tells. */
export function definesNamed({ defines }: ParsedChart, parts: readonly (string | null)[]): readonly Define[] {
  if (parts.every((part): part is string => part !== null)) {
    const define = defines.get(parts.join(''));
    return define === undefined ? [] : [define];
  }
  if (parts.every((part) => part === null || !/\w/.test(part))) return [];
  return [...defines.values()].filter(({ name }) => fits(name, parts)).slice(0, MOST);
}

function fits(name: string, parts: readonly (string | null)[]): boolean {
  let at = 0;
  let isFree = false;
  for (const [i, part] of parts.entries()) {
    if (part === null) {
      isFree = true;
      continue;
    }
    const found = i === parts.length - 1 && isFree ? Math.max(name.length - part.length, at) : name.indexOf(part, at);
    if (!name.startsWith(part, found) || found === -1 || (!isFree && found !== at)) return false;
    at = found + part.length;
    isFree = false;
  }
  return isFree || at === name.length;
}
