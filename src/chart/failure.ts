import type { Failed } from './outcome.ts';

/**
 * What Helm's complaint says: which kind of failure, where, and the words without what is known by then. Helm 3 and 4 write the
 * same things in other shapes (Helm pkg/engine/engine.go, 4.x engine error tree).
 */
export function failureOf(complaint: string): Failed['failure'] {
  const words = complaint.replace(/^Error: /, '').replace(/\s*\n\s*/g, ' ');
  const kind = kindOf(words);
  const at = placeOf(words);
  return { kind, message: messageOf(words), ...(at !== undefined && { at }) };
}

function kindOf(words: string): Failed['failure']['kind'] {
  // First: what a chart says itself may speak of anything, of `<nil>` too.
  if (/^execution error at |don't meet the specifications of the schema/.test(words)) return 'refused';
  if (/nil pointer evaluating|<nil>|nil data; no entry for key|index of (nil|untyped nil)/.test(words)) return 'nil';
  if (/YAML parse error on |error converting YAML to JSON/.test(words)) return 'yaml';
  if (/did not end within/.test(words)) return 'time';
  if (/printed more than/.test(words)) return 'size';
  return 'template';
}

/** The innermost template is the last that is named with a line. */
function placeOf(words: string): Failed['failure']['at'] {
  const [refused] = /^execution error at \([^)]*\)/.exec(words) ?? [];
  const places = [...(refused ?? words).matchAll(/([^\s():]+\/templates\/[^\s():]+):(\d+)(?::(\d+))?/g)];
  const [, template, line, column] = places.at(-1) ?? [];
  if (template !== undefined)
    return { template, line: Number(line), ...(column !== undefined && { column: Number(column) }) };
  const [, file] = /YAML parse error on ([^\s:]+)/.exec(words) ?? [];
  const [, printed] = /\byaml: line (\d+):/.exec(words) ?? [];
  return file === undefined
    ? undefined
    : { template: file, ...(printed !== undefined && { printed: Number(printed) }) };
}

/** What is wrong stands behind the last place. */
function messageOf(words: string): string {
  const [, refused] = /^execution error at \([^)]*\): (.*)$/s.exec(words) ?? [];
  if (refused !== undefined) return refused;
  const [, last] = /.*executing ".*?" at (<.*)$/s.exec(words) ?? [];
  return last ?? words;
}
