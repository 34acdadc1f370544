import type { Chart } from './chart.ts';
import type { Marked } from './marks.ts';
import { isTemplateFault, type TemplateNode, type TemplateTree, walk } from './template/nodes.ts';
import { parseTemplate } from './template/parse.ts';
import { templateFile } from './template-files.ts';

/**
 * What to mark, the most telling first: the templates of policies with the helpers that hold YAML, then these templates alone. A
 * helper that gives a name or a truth must print nothing more; where one was taken for YAML, the render differs and is not trusted.
 */
export function attemptsAt(chart: Chart, policyTemplates: Iterable<string>): readonly (readonly Marked[])[] {
  const whole = new Map<string, Marked>();
  for (const name of policyTemplates) {
    const file = templateFile(chart, name);
    if (file !== undefined) whole.set(file.path, { file: file.path, text: file.bytes.toString('utf8') });
  }
  const helpers = [...chart.files.values()].flatMap(({ path, bytes }): Marked[] => {
    if (!/(^|\/)templates\//.test(path) || whole.has(path)) return [];
    const text = bytes.toString('utf8');
    const tree = parseTemplate(text);
    if (isTemplateFault(tree)) return [];
    // A file can be included by its own name.
    const outside = tree.nodes.filter(({ kind }) => kind !== 'define' && kind !== 'block');
    if (/(^|\/)_[^/]*$/.test(path) && isStructure(text, outside)) return [{ file: path, text }];
    const names = structural(tree);
    return names.size === 0 ? [] : [{ file: path, text, helpers: names }];
  });
  const files = [...whole.values()];
  return helpers.length === 0 ? [files] : [[...files, ...helpers], files];
}

/** The helpers of a file that hold fields of a policy. */
function structural({ text, nodes }: TemplateTree): ReadonlySet<string> {
  return new Set(
    [...walk(nodes)].flatMap((node) =>
      (node.kind === 'define' || node.kind === 'block') && isStructure(text, node.body) ? [node.name] : [],
    ),
  );
}

const FIELDS =
  /^\s*(- )?(spec|ingress|egress|from|to|ports|port|protocol|podSelector|namespaceSelector|ipBlock|cidr|policyTypes|matchLabels):/m;

function isStructure(text: string, body: readonly TemplateNode[]): boolean {
  return [...walk(body)].some((node) => node.kind === 'text' && FIELDS.test(text.slice(node.start, node.end)));
}
