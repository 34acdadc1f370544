/** Whether what a run printed is what its format promises, and nothing in it acts on a terminal or on a runner. */
import type { Format } from '../../src/report/index.ts';
import { CONTROL } from '../report/hostile.ts';
import { readCommands } from '../report/workflow-commands.ts';

/** What is wrong with a report, in words. */
export function faultOf(format: Format, report: string): string | undefined {
  const control = CONTROL.exec(report);
  if (control !== null)
    return `a control character: ${JSON.stringify(report.slice(control.index - 20, control.index + 20))}`;
  if (format === 'github') return githubFault(report);
  const fault = format === 'junit' ? xmlFault(report) : JSON_FORMATS.has(format) ? jsonFault(report) : undefined;
  return fault ?? commandFault(report);
}

const JSON_FORMATS: ReadonlySet<Format> = new Set(['json', 'sarif', 'gitlab']);

/** What is wrong with what may stand in a log: it may hold no command of a runner. */
export function commandFault(text: string): string | undefined {
  const [command] = readCommands(text);
  return command === undefined ? undefined : `a workflow command: ${JSON.stringify(command)}`;
}

function githubFault(report: string): string | undefined {
  const lines = report === '' ? 0 : report.split('\n').length - 1;
  return readCommands(report).length === lines ? undefined : 'a line that is no command';
}

function jsonFault(report: string): string | undefined {
  if (/\\ud[89a-f]/i.test(report.replaceAll('\\\\', ''))) return 'half of a character';
  try {
    JSON.parse(report);
    return report.endsWith('\n') ? undefined : 'no newline at the end';
  } catch (error) {
    return String(error);
  }
}

const TAG =
  /<\?xml[^<>]*\?>|<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([a-z-]+)((?:\s+[\w:.-]+="[^"<>]*")*)\s*(\/?)>|([^<]+)|([\s\S])/g;

/** Elements that close in their order, attributes in quotes, entities that there are: what our own XML consists of. */
function xmlFault(report: string): string | undefined {
  const open: string[] = [];
  for (const [token, close, name = '', attributes = '', alone, text = '', stray] of report.matchAll(TAG)) {
    if (stray !== undefined) return `a stray ${stray}`;
    if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(attributes + text)) return `an entity in ${token}`;
    if (close === '/') {
      if (open.pop() !== name) return `${token} closes nothing`;
    } else if (name !== '' && alone !== '/') open.push(name);
  }
  return open.length === 0 ? undefined : `${open.join()} stays open`;
}
