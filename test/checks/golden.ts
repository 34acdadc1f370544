import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { CHECKS } from '../../src/checks/index.ts';
import type { Client, Finding, Related } from '../../src/finding.ts';
import { POLISH_DEFAULTS } from '../../src/pipeline/defaults.ts';
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import { weighSwaps } from '../../src/pipeline/weigh.ts';
import { closingLines } from '../../src/report/closing-text.ts';

/** What `netpolish check` does with one file. */
export const CHECKING: PolishOptions = { ...POLISH_DEFAULTS, today: '2026-11-22' };

/** What `netpolish fix --unsafe` does. */
export const UNSAFE: Pick<PolishOptions, 'fix' | 'weigh'> = {
  fix: 'unsafe',
  weigh: (stream, swaps) => weighSwaps(stream, swaps).map((diff) => diff && closingLines(diff)),
};

/** Polishes one text as if it lay in a file of that name. */
export function polishFile(name: string, text: string, options: Partial<PolishOptions> = {}): Polished {
  const source = { name, bytes: Buffer.from(text), origin: 'file', mayBeTemplate: true } as const;
  return polish([source], { ...CHECKING, ...options });
}

/** Polishes a fixture of a check with the options of its folder; one that is off by itself is asked for. */
export function polishFixture(id: string, name: string, text: string, options: Partial<PolishOptions> = {}): Polished {
  const isOff = CHECKS.find((check) => check.id === id)?.severity === 'off';
  return polishFile(name, text, {
    ...(isOff && { severities: { [id]: 'info' } }),
    ...fixtureOptions(id, name),
    ...options,
  });
}

/** What is to be known of the cluster for a fixture: its entry in the options.json of the folder, where there is one. */
function fixtureOptions(id: string, name: string): Partial<PolishOptions> {
  const path = new URL(`${id}/options.json`, import.meta.url);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8'))[name] : {};
}

/**
 * A finding as golden text: `line:column severity effect check policy | message`, the line with its caret, then what
 * stands around it, indented.
 */
export function describeFinding(finding: Finding, text: string): string {
  const { location, severity, effect, check, policy, message, help, clients = {}, related, fix } = finding;
  const lines = [
    `${location.line}:${location.column} ${severity} ${effect} ${check} ${policy?.name ?? '-'} | ${message}`,
    ...caretLines(finding, text),
    ...`help: ${help}`.split('\n'),
    ...(Object.keys(clients) as Client[]).map((client) => `${client}: ${clients[client]}`),
    ...related.map(describeRelated),
    ...(fix === undefined ? [] : [`fix: ${fix.message}`]),
  ];
  return `${lines.map((line, i) => (i === 0 ? line : `    ${line}`).trimEnd()).join('\n')}\n`;
}

/** Compares with a golden file; `UPDATE=1` writes it instead. */
export function assertGolden(path: URL, actual: string): void {
  if (process.env.UPDATE === '1') writeFileSync(path, actual);
  assert.fixture(actual, readFileSync(path, 'utf8'), `${path.pathname.split('/').slice(-3).join('/')} (UPDATE=1)`);
}

/** Drawn from the place alone, not from what the finding quotes, so that a wrong place shows. */
function caretLines({ location }: Finding, text: string): string[] {
  const line = text.split('\n')[location.line - 1] ?? '';
  const last = location.endLine === location.line ? location.endColumn : [...line].length + 1;
  const carets = `${' '.repeat(location.column - 1)}${'^'.repeat(Math.max(0, last - location.column))}`;
  const more = location.endLine === location.line ? '' : ` to ${location.endLine}:${location.endColumn}`;
  return [`> ${line}`, `> ${carets}${more}`];
}

function describeRelated({ location, policy, message }: Related): string {
  return `related ${location.line}:${location.column} ${policy?.name ?? '-'}: ${message}`;
}
