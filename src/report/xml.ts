/** An element: its name, its attributes, and its children or its text. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly Element[] | string;
};

/** Writes a document of XML 1.0, one element a line. Names are ours; attributes and texts may be anything. */
export function writeXml(root: Element): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  writeElement(root, '', lines);
  return `${lines.join('\n')}\n`;
}

function writeElement({ name, attributes, children }: Element, indent: string, lines: string[]): void {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`);
  const head = `${indent}<${name}${list.join('')}`;
  if (children.length === 0) lines.push(`${head}/>`);
  else if (typeof children === 'string') lines.push(`${head}>${escapeText(children)}</${name}>`);
  else {
    lines.push(`${head}>`);
    for (const child of children) writeElement(child, `${indent}  `, lines);
    lines.push(`${indent}</${name}>`);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A runner of GitHub Actions takes `##[` for a command anywhere in a line. */
function escapeText(text: string): string {
  return allowed(text)
    .replace(/[&<>\r]/g, (char) => ENTITIES[char] ?? '&#13;')
    .replaceAll('##[', '##&#91;');
}

/** A parser makes blanks of tabs and line breaks in attributes, unless they are written as numbers. */
function escapeAttribute(text: string): string {
  return allowed(text)
    .replace(/[&<>"\t\n\r]/g, (char) => ENTITIES[char] ?? `&#${char.charCodeAt(0)};`)
    .replaceAll('##[', '##&#91;');
}

/** What XML 1.0 forbids however it is written (production 2, Char): control characters, halves of pairs, U+FFFE, U+FFFF. */
function allowed(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}
