import type { Diagnosis, Judged, Verdict } from '../doctor/types.ts';
import { countsOf } from '../doctor/verdict.ts';
import { cleanLine } from './clean.ts';
import { plural } from './plural.ts';

/** Green, red and yellow, as terminals number them. */
const COLOURS: Readonly<Record<Verdict, number>> = { ok: 32, skipped: 31, broken: 31, untried: 33 };
const INDENT = ' '.repeat(9);

/** A diagnosis for people: the machine first, then a call a line, with what happened and what to write below it. */
export function doctorText(diagnosis: Diagnosis, colour: boolean): string {
  const { calls, folder, machine, notes } = diagnosis;
  const heading =
    calls.length === 0
      ? []
      : [`Calls of netpolish in ${folder}`, ...calls.flatMap((call) => judgedLines(call, colour)), ''];
  const lines = [
    ...machineLines(diagnosis),
    ...machine.flatMap((fault) => judgedLines(fault, colour)),
    ...notes.map((note) => `note     ${cleanLine(note)}`),
    '',
    ...heading,
    ...closing(calls, folder),
  ];
  return `${lines.join('\n')}\n`;
}

function machineLines({ netpolish, node, tools, config, environment }: Diagnosis): readonly string[] {
  const rows = tools.map(({ name, version, path, shows }) => [name, version, path, shows] as const);
  const width = (column: 0 | 1): number => Math.max(10, ...rows.map((row) => row[column].length));
  const missing = (['helm', 'kustomize', 'kubectl'] as const).filter(
    (name) => !tools.some((tool) => tool.name === name),
  );
  const lines = [
    `netpolish ${netpolish} on Node ${node}`,
    ...rows.flatMap(([name, version, path, shows], at) => [
      `  ${name.padEnd(width(0))}  ${version.padEnd(width(1))}  ${path}`,
      // What several of one kind show alike is told below the last.
      ...(shows === '' || rows[at + 1]?.[3] === shows ? [] : [`  ${''.padEnd(width(0))}  ${shows}`]),
    ]),
    ...missing.map((name) => `  ${name.padEnd(width(0))}  not on PATH`),
    `  ${'configured'.padEnd(width(0))}  ${config.length === 0 ? 'by no file' : `by ${config.join(' and ')}`}`,
    ...Object.entries(environment).map(([name, value]) => `  ${'set'.padEnd(width(0))}  ${name}=${value}`),
  ];
  return lines.map(cleanLine);
}

function judgedLines({ verdict, file, line, ran, saw, write }: Judged, colour: boolean): readonly string[] {
  const word = verdict.padEnd(7);
  const head = colour ? `\u001b[${COLOURS[verdict]}m${word}\u001b[0m` : word;
  const place = file === undefined ? '' : `${file}:${line}  `;
  return [
    `${head}  ${cleanLine(place + shortened(ran))}`,
    `${INDENT}${cleanLine(saw)}`,
    ...(write === undefined ? [] : [`${INDENT}write: ${cleanLine(write)}`]),
  ];
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

function closing(calls: readonly Judged[], folder: string): readonly string[] {
  if (calls.length === 0) return [`Nothing in ${folder} calls netpolish. Ways to call it:`, ...WAYS];
  const { ok, skipped, broken, untried } = countsOf(calls);
  const parts = Object.entries({ ok, skipped, broken, untried }).filter(([, count]) => count > 0);
  return [`${plural(calls.length, 'call')}: ${parts.map(([word, count]) => `${count} ${word}`).join(', ')}`];
}

const WAYS = [
  '  CI          netpolish check manifests/            or  helm template … | netpolish check -',
  '  Helm        helm upgrade … --post-renderer netpolish',
  '  kustomize   a validator or transformer, and kustomize build --enable-alpha-plugins --enable-exec',
  '  all others  kustomize build … | netpolish check -',
];
