import { isTemplateFault, type TemplateNode, type TextNode, walk } from './template/nodes.ts';
import { parseTemplate } from './template/parse.ts';

/** A line of a file, counted from 1. */
export type Mark = { readonly file: string; readonly line: number };

/** A file that is to be marked: whole, or only the bodies of the helpers named. */
export type Marked = { readonly file: string; readonly text: string; readonly helpers?: ReadonlySet<string> };

/** Puts marks into templates, and finds them again in what these print. */
export type Marker = {
  /** The text with a comment of YAML at the end of each line that prints something; undefined for what is no template. */
  readonly mark: (template: Marked) => string | undefined;
  /** A render without its marks, and the marks of each of its lines, from the left to the right with their columns from 1. */
  readonly strip: (render: string) => Unmarked;
};

/** `marks` has the lines of `text`, from 0. */
export type Unmarked = {
  readonly text: string;
  readonly marks: ReadonlyMap<number, readonly (Mark & { readonly column: number })[]>;
};

/** `unused` holds all that the marks must not be mistaken for: the chart's own files. */
export function markerFor(unused: Iterable<string>): Marker {
  const word = wordFor([...unused]);
  const places: Mark[] = [];
  // Helm trims blanks at the beginning of a document.
  const pattern = new RegExp(` ?#${word}(\\d+):`, 'g');
  return {
    mark: (template) => {
      const tree = parseTemplate(template.text);
      if (isTemplateFault(tree)) return undefined;
      const nodes = template.helpers === undefined ? tree.nodes : bodiesOf(tree.nodes, template.helpers);
      const cuts = endsOfLines(template.text, [...walk(nodes)]);
      let marked = '';
      let at = 0;
      for (const { offset, line } of cuts) {
        marked += `${template.text.slice(at, offset)} #${word}${places.length}:`;
        places.push({ file: template.file, line });
        at = offset;
      }
      return marked + template.text.slice(at);
    },
    strip: (render) => {
      const marks = new Map<number, (Mark & { column: number })[]>();
      const lines = render.split('\n').map((line, i) => {
        const found: (Mark & { column: number })[] = [];
        let taken = 0;
        const plain = line.replace(pattern, (whole, number: string, offset: number) => {
          const place = places[Number(number)];
          if (place !== undefined) found.push({ ...place, column: offset - taken + 1 });
          taken += whole.length;
          return '';
        });
        if (found.length > 0) marks.set(i, found);
        return plain;
      });
      return { text: lines.join('\n'), marks };
    },
  };
}

/** The bodies of some helpers of a file. */
function bodiesOf(nodes: readonly TemplateNode[], helpers: ReadonlySet<string>): readonly TemplateNode[] {
  return [...walk(nodes)].flatMap((node) =>
    (node.kind === 'define' || node.kind === 'block') && helpers.has(node.name) ? node.body : [],
  );
}

type Cut = { readonly offset: number; readonly line: number };

/**
 * Where the lines of a template end that print something: text that is no blank, or an action that prints. What an action beside
 * trims away is no end of a line; text that is followed by nothing but that is one.
 */
function endsOfLines(text: string, nodes: readonly TemplateNode[]): readonly Cut[] {
  const lineOf = counter(text);
  const cuts: Cut[] = [];
  let printed = -1;
  const ordered = nodes
    .filter(({ kind }) => kind === 'text' || kind === 'print' || kind === 'template')
    .sort((a, b) => a.start - b.start);
  for (const node of ordered) {
    if (node.kind !== 'text') {
      if (prints(node)) printed = lineOf(node.end - 1);
      continue;
    }
    for (let at = node.from; at <= node.to; ) {
      const found = text.indexOf('\n', at);
      const end = found === -1 || found >= node.to ? node.to : found;
      const line = lineOf(at);
      if (text.slice(at, end).trim() !== '') printed = line;
      const isEnd = end < node.to || (isTrimmedEnd(text, node) && (end > at || node.from === node.start));
      // What stands beside `---` is taken for the first line of the document.
      if (printed === line && isEnd && !text.slice(at, end).startsWith('---'))
        cuts.push({ offset: beforeReturn(text, end), line });
      at = end + 1;
    }
  }
  return cuts;
}

function prints(node: TemplateNode): boolean {
  return node.kind === 'template' || (node.kind === 'print' && node.pipeline.declares.length === 0);
}

/** Whether the line breaks behind a text are trimmed away, so that its last line ends with it. */
function isTrimmedEnd(text: string, { to, end }: TextNode): boolean {
  return to < end && text.slice(to, end).includes('\n');
}

function beforeReturn(text: string, end: number): number {
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** Lines of ever later offsets. */
function counter(text: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < offset; next = text.indexOf('\n', at)) {
      line += 1;
      at = next + 1;
    }
    return line;
  };
}

/** A word that no text holds. */
function wordFor(texts: readonly string[]): string {
  for (let i = 0; ; i += 1) {
    const word = `np${i === 0 ? '' : i}x`;
    if (!texts.some((text) => text.includes(` #${word}`))) return word;
  }
}
