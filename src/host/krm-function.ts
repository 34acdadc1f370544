import { readFunctionConfig } from '../config/function-config.ts';
import type { Flags } from '../config/option.ts';
import { blocks, type FailOn, type Finding, type Path } from '../finding.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { outline, type Range } from '../manifest/outline.ts';
import { LIST, parseTree } from '../manifest/parse.ts';
import { type Document, splitStream } from '../manifest/stream.ts';
import { entryOf, isFault, type Node, nodeAt, type ParseFault, toJson } from '../manifest/tree.ts';
import { lettingKnownPass } from '../pipeline/known-gate.ts';
import { type Polished, polish } from '../pipeline/polish.ts';
import { cleanLine } from '../report/clean.ts';
import { ignoredCount, ignoredWords, ignoreNotes, refusedAnyway } from '../report/ignore-text.ts';
import type { ReportContext } from '../report/reporter.ts';
import { wayOut } from '../report/way-out.ts';
import { wholeJson } from '../report/write-json.ts';
import { streamKind } from './detect.ts';
import { readContext } from './inputs.ts';
import { readKnown } from './known.ts';
import { pipeSettings } from './pipe-settings.ts';
import { readTargets, refuseClashes, writeReports } from './report-files.ts';
import { checkedOutput, isBlocked, polishOptions } from './run.ts';

/**
 * A KRM function (functions-spec v1): a ResourceList in, the same out with `results`, also when it blocks, since kpt
 * shows them then. Items that nothing changed leave as they came, byte for byte.
 */
export function krmFunction(bytes: Buffer, flags: Flags, io: Io): ExitCode {
  const targets = readTargets(flags, { free: false });
  if (streamKind(bytes) !== 'resourceList') throw new UsageError('standard input is no ResourceList');
  const fault = flowFault(bytes);
  if (fault !== undefined) throw new UsageError(`the ResourceList does not parse: ${fault}`);
  const config = functionConfigOf(bytes);
  const settings = pipeSettings(flags, io, readFunctionConfig(config));
  refuseClashes(targets, settings, io.cwd);
  const sources = [{ name: '<stdin>', bytes, origin: 'resourceList' }] as const;
  const options = polishOptions(settings, readContext(settings.context, io), { today: io.today() });
  const known = readKnown(options, settings, sources, io);
  const polished = lettingKnownPass(polish(sources, options), known, options);
  const blocked = isBlocked(polished, settings);
  const output = blocked ? bytes : checkedOutput(bytes, polished.outputs[0]);
  const told = polished.findings.filter(({ ignored }) => ignored?.by !== 'baseline' && ignored?.by !== 'since');
  for (const finding of told) if (finding.severity !== 'info') io.stderr.write(line(finding, blocked));
  for (const note of notes(polished)) io.stderr.write(`${cleanLine(note)}\n`);
  if (blocked) io.stderr.write(`${exits(polished.findings, settings.failOn).join('\n')}\n`);
  writeReports(targets, polished, settings, contextOf(flags, settings.failOn), io);
  if (settings.output === 'items') io.stdout.write(withResults(output, told, blocked));
  return blocked ? 1 : 0;
}

/** What is only counted, and what ignores do not do. */
function notes({ summary, findings, ignores }: Polished): readonly string[] {
  const count = ignoredCount(summary);
  return [...(count === '' ? [] : [count]), ...refusedAnyway(findings), ...ignoreNotes(ignores)];
}

/** What is written between brackets must end before results can be added to it. */
function flowFault(bytes: Buffer): string | undefined {
  const { text } = firstText(bytes);
  if (outline(text)?.style !== 'flow') return undefined;
  const root = parseTree(text, 0, LIST);
  return isFault(root) ? root.message : undefined;
}

/** The functionConfig alone is parsed, never the items. */
function functionConfigOf(bytes: Buffer): Node | undefined {
  const root = entryTree(firstText(bytes).text, 'functionConfig');
  if (root !== undefined && isFault(root)) throw new UsageError(`the functionConfig does not parse: ${root.message}`);
  return entryOf(root, 'functionConfig')?.value;
}

/** A mapping of one top-level entry of the list alone, or undefined where the list lacks it. */
function entryTree(text: string, key: string): Node | ParseFault | undefined {
  const shape = outline(text);
  const range = shape?.ranges.get(key);
  if (range === undefined) return undefined;
  const entry = text.slice(range.start, range.end);
  return parseTree(shape?.style === 'flow' ? `{${entry}}` : entry);
}

/** Adds our results behind those that are there. Each stands on its line as JSON, which YAML is too. */
function withResults(bytes: Buffer, findings: readonly Finding[], blocked: boolean): Buffer {
  const { document, text } = firstText(bytes);
  const shape = outline(text);
  if (findings.length === 0 || document === undefined || shape === undefined) return bytes;
  const results = [...earlierResults(text), ...findings.map((finding) => resultOf(finding, blocked))];
  const range = shape.ranges.get('results');
  const written = shape.style === 'block' ? blockResults(text, results, range) : flowResults(text, results, range);
  return Buffer.concat([bytes.subarray(0, document.body), Buffer.from(written), bytes.subarray(document.end)]);
}

function blockResults(text: string, results: readonly unknown[], range: Range | undefined): string {
  const kept = range === undefined ? text : text.slice(0, range.start) + text.slice(range.end);
  const end = /(?<=\n)\.\.\.\s*$/.exec(kept)?.index ?? kept.length;
  const lines = results.map((result) => `- ${wholeJson(JSON.stringify(result))}\n`);
  const items = kept.slice(0, end);
  return `${items}${items.endsWith('\n') ? '' : '\n'}results:\n${lines.join('')}${kept.slice(end)}`;
}

function earlierResults(text: string): readonly unknown[] {
  const root = entryTree(text, 'results');
  const list = root === undefined || isFault(root) ? undefined : nodeAt(root, ['results']);
  return list?.kind === 'list' ? list.items.map(toJson) : [];
}

function flowResults(text: string, results: readonly unknown[], range: Range | undefined): string {
  const entry = `"results": ${wholeJson(JSON.stringify(results))}`;
  if (range !== undefined) return text.slice(0, range.start) + entry + text.slice(range.end);
  const close = text.lastIndexOf('}');
  return `${text.slice(0, close).trimEnd()}, ${entry}${text.slice(close)}`;
}

/** A result of functions-spec v1; `message` holds the sentence alone, the rest has fields of its own. */
function resultOf(finding: Finding, blocked: boolean): object {
  const { check, severity, effect, message, help, policy, location, fix, fixed, ignored } = finding;
  const state = ignored ? 'ignored' : stateOf(finding, blocked);
  const field = fieldPath(location.path.slice(2));
  return {
    message,
    severity: fixed || ignored ? 'info' : severity,
    ...(policy !== null && { resourceRef: { ...policy, namespace: policy.namespace || undefined } }),
    ...(field !== '' && { field: { path: field } }),
    ...(location.item !== undefined && { file: location.item }),
    tags: {
      check,
      effect,
      help,
      ...(fix !== undefined && { fix: fix.message }),
      ...(state !== '' && { state }),
      ...(ignored && { ignored: ignoredWords(ignored) }),
    },
  };
}

function exits(findings: readonly Finding[], failOn: FailOn): string[] {
  const blocking = findings.filter((finding) => blocks(finding, failOn));
  return wayOut(blocking, HOW);
}

const HOW = { command: 'kustomize build …', fixFlag: '`fix: true` in the functionConfig' };

function contextOf(flags: Flags, failOn: FailOn): ReportContext {
  return { ...HOW, failOn, colour: false, verbose: flags.verbose === true };
}

function line(finding: Finding, blocked: boolean): string {
  const { check, severity, policy, location, message } = finding;
  const object = policy === null ? '' : `${policy.apiVersion}/${policy.kind}/${policy.namespace}/${policy.name}`;
  const state = stateOf(finding, blocked);
  const head = [`[${severity}]`, state && `(${state})`, object, fieldPath(location.path.slice(2))].filter(
    (word) => word !== '',
  );
  return `${cleanLine(`${head.join(' ')}: ${message} (${check})`)}\n`;
}

/** A run that blocks prints what came in: there a fix is only offered. */
function stateOf({ fixed, ignored }: Finding, blocked: boolean): string {
  if (fixed) return blocked ? 'fixable' : 'fixed';
  return ignored ? ignoredWords(ignored) : '';
}

/** `spec.ingress[0].from`; a key that holds dots stands in brackets. */
function fieldPath(path: Path): string {
  return path
    .map((step) =>
      typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
    )
    .join('')
    .replace(/^\./, '');
}

function firstText(bytes: Buffer): { document: Document | undefined; text: string } {
  const document = splitStream(bytes).find(({ number }) => number === 1);
  return { document, text: document === undefined ? '' : bytes.toString('utf8', document.body, document.end) };
}
