import type { Call, TextFile } from './types.ts';

/** An open door that stays open: `NETPOLISH_BYPASS` or `NETPOLISH_FAIL_ON=never`, set in a file that pipelines read. */
export function doorsIn({ path, text }: TextFile): readonly Call[] {
  if (!text.includes('NETPOLISH_')) return [];
  return text.split('\n').flatMap((line, at) => {
    const match = DOOR.exec(line.replace(/(^|\s)(#|\/\/).*$/, ''));
    const [, variable = '', value = ''] = match ?? [];
    if (match === null || !isOpen(variable, value)) return [];
    const saw = opened(variable);
    const action = { kind: 'told', verdict: 'broken', saw, write: `nothing: take ${variable} out` } as const;
    return [{ file: path, line: at + 1, text: `${variable}=${value}`, variables: {}, action }];
  });
}

/** What an open door does. */
export function opened(variable: string): string {
  return variable === 'NETPOLISH_BYPASS'
    ? 'netpolish passes everything on, unread'
    : 'netpolish tells, and stops nothing';
}

/** Whether a variable of the environment is a door, and is open. */
export function isOpen(variable: string, value: string): boolean {
  if (variable === 'NETPOLISH_FAIL_ON') return value === 'never';
  return variable === 'NETPOLISH_BYPASS' && !['', '0', 'false', 'no', 'off'].includes(value.trim().toLowerCase());
}

const DOOR = /(?<!\$\{?)(?<!\w)(NETPOLISH_BYPASS|NETPOLISH_FAIL_ON)["']?\s*[:=]\s*["']?([\w-]*)/;
