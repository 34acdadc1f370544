import { parseDocument } from 'yaml';
import { controlCharacter, hiddenBreak, isTooDeep, MAX_DEPTH, straightened } from './guards.ts';
import { Fault, toNode } from './nodes.ts';
import type { Node, ParseFault } from './tree.ts';

/**
 * Parses the YAML of one object by way of the parser alone, whatever the text looks like and however long it is. The bin loads
 * this module, and `yaml` with it, when a text first asks for it (scripts/build.ts). Never throws.
 */
export function parseWhole(text: string, offset: number, maxValues: number): Node | ParseFault {
  if (isTooDeep(text)) return { message: `nested deeper than ${MAX_DEPTH} levels`, offset };
  // A carriage return given twice, as double conversion leaves it, is a blank before the line break.
  const lines = text.replace(/\r(?=\r\n)/g, ' ');
  const hidden = hiddenBreak(lines);
  if (hidden !== undefined) return { message: 'a line break that only Helm and kubectl see', offset: offset + hidden };
  const control = controlCharacter(text);
  if (control !== undefined) return { message: 'control characters are not allowed', offset: offset + control };
  try {
    const { document, folded } = parseLeniently(lines);
    const [error] = document.errors;
    if (error !== undefined) return { message: wordsOf(error.message), offset: offset + error.pos[0] };
    const node = toNode(document.contents, offset, maxValues);
    return folded ? { ...node, folded: true } : node;
  } catch (error) {
    if (error instanceof Fault) return { message: error.message, offset: error.offset };
    if (error instanceof RangeError) return { message: wordsOf(error.message), offset };
    throw error;
  }
}

/** The parser tells its own overflow as if it were a fault of the text. */
function wordsOf(message: string): string {
  return /call stack/.test(message) ? 'nested too deeply to read' : message;
}

type Parsed = { readonly document: ReturnType<typeof parseDocument>; readonly folded: boolean };

/** libyaml, and so Helm and kubectl, do not mind how far the lines between brackets or quotes are indented. */
function parseLeniently(text: string): Parsed {
  const document = parseStrictly(text);
  if (!document.errors.some(({ code }) => code === 'BAD_INDENT' || code === 'MISSING_CHAR'))
    return { document, folded: false };
  const straight = parseStrictly(straightened(text));
  return straight.errors.length === 0 ? { document: straight, folded: true } : { document, folded: false };
}

function parseStrictly(text: string): ReturnType<typeof parseDocument> {
  return parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
    keepSourceTokens: false,
    prettyErrors: false,
  });
}
