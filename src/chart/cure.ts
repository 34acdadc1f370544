import { printedExpression, type Writer, writersOf } from './cause/actions.ts';
import { type Condition, conditionOf, either, otherwise, within } from './cause/conditions.ts';
import { movedAround, movedInto, replacedAt, wrapped } from './cause/edit.ts';
import type { Line, Sheet } from './cause/lines.ts';
import { loopOf } from './cause/loops.ts';
import type { CureCandidate } from './cause/place.ts';
import { documentRegion, itemOf, itemRegion, keyRegion, parentOf, type Region } from './cause/regions.ts';
import type { ControlNode } from './template/nodes.ts';

/** A key that came out empty, and what was to write its value. */
export type Emptied = { readonly sheet: Sheet; readonly line: Line; readonly writers: readonly Writer[] };

/**
 * What would keep the key from being written without its value, the smallest change first. Never the key alone where the
 * policy would open without it: `from`, `to` and `ports` take their rule with them, a selector its peer, or the policy. Only
 * where a switch asks for the open rule (`if not .Values.allowExternal`) the key goes alone.
 */
export function emptiedCures(emptied: Emptied, check: string): readonly CureCandidate[] {
  const { sheet, line } = emptied;
  if (line.key === undefined || !(check.startsWith('emptied-') || check === 'wrong-type')) return [];
  const condition = check === 'emptied-rule' ? ruleCondition(sheet, line) : conditionOf(sheet, emptied.writers);
  const ask = check === 'emptied-label' ? required(emptied) : [];
  if (typeof condition !== 'string') return ask;
  const { key } = line;
  if (RULE_KEYS.has(key) || check === 'emptied-rule') return ruleCures(emptied, line, condition);
  if (FREE_KEYS.has(key)) return keyCures(emptied, condition);
  const isPolicys = key === 'policyTypes' || key === 'spec' || itemOf(sheet, line) === undefined;
  if (isPolicys) return check === 'emptied-label' ? ask : policyCures(emptied, condition);
  if (MEMBER_KEYS.has(key) || check === 'emptied-label') return [...memberCures(emptied, condition), ...ask];
  return [];
}

/** Without them a rule allows everybody, or every port. */
const RULE_KEYS = new Set(['from', 'to', 'ports']);
/** A policy without them means what one with them empty does. */
const FREE_KEYS = new Set(['ingress', 'egress', 'except']);
/** Without them a peer or port means more. */
const MEMBER_KEYS = new Set([
  ...['port', 'podSelector', 'namespaceSelector', 'matchLabels', 'matchExpressions', 'ipBlock', 'cidr', 'values'],
]);

/** The rule goes with what is to stand under the key: first all rules, where it is the only one, then itself. */
function ruleCures(emptied: Emptied, key: Line, condition: string): readonly CureCandidate[] {
  const { sheet, line } = emptied;
  const item = itemOf(sheet, key);
  if (item === undefined) return [];
  if (isSwitchedOff(condition)) return openCures(emptied, key, condition);
  const parent = parentOf(sheet, item);
  const direction = parent?.key ?? '';
  // A branch between them may be there for an empty list.
  const isBelow = parent !== undefined && parent.around.length === item.around.length;
  const isOnly = isBelow && othersOf(sheet, parent, item).length === 0;
  const mayGo = direction === 'ingress' || (direction === 'egress' && statesEgress(sheet, line));
  const rules = isOnly && mayGo ? around(emptied, parent, keyRegion(sheet, parent), condition) : undefined;
  const region = itemRegion(sheet, item);
  const rule = around(emptied, item, region, condition);
  return [
    ...offered(`write \`${direction}:\` and its only rule inside the condition`, rules),
    ...offered('write the whole rule inside the condition', rule),
    ...offered('write the whole rule only where one of the items is written', aroundLoop(emptied, item, region)),
  ];
}

function aroundLoop({ sheet, line, writers }: Emptied, item: Line, region: Region | undefined): string | undefined {
  const loop = loopOf(sheet, writers);
  const other = otherwise(sheet, item, line);
  if (loop === undefined || region === undefined || other === undefined) return undefined;
  const whole = either([...(other === false ? [] : [other]), loop.condition]);
  return typeof whole === 'string' ? wrapped(sheet, region, whole, loop.actions) : undefined;
}

/** `if not .Values.allowExternal`: somebody asks for a rule without peers, and has to get one. */
function isSwitchedOff(condition: string): boolean {
  return /(^|\()not /.test(condition);
}

function openCures(emptied: Emptied, key: Line, condition: string): readonly CureCandidate[] {
  if (key !== emptied.line || key.isItem) return [];
  const text = around(emptied, key, keyRegion(emptied.sheet, key), condition);
  return offered(`write \`${key.key}:\` inside the condition: without it the rule is open, as asked for`, text);
}

/** When any key of the rule that a line stands in has something under it. */
function ruleCondition(sheet: Sheet, line: Line): Condition {
  const item = itemOf(sheet, line);
  const region = item && itemRegion(sheet, item);
  if (item === undefined || region === undefined) return undefined;
  const keys = sheet.lines
    .slice(region.first, region.last + 1)
    .filter((one) => one.key !== undefined && one.keyColumn === item.keyColumn);
  return either(keys.map((one) => keyCondition(sheet, item, one)));
}

function keyCondition(sheet: Sheet, item: Line, line: Line): Condition {
  const region = keyRegion(sheet, line);
  return region && within(sheet, item, line, conditionOf(sheet, writersOf(sheet, line, region)));
}

/** Items beside one, in whatever branch, and lines that may print some. */
function othersOf(sheet: Sheet, parent: Line, item: Line): readonly Line[] {
  const region = keyRegion(sheet, parent);
  if (region === undefined) return [parent];
  const beside = sheet.lines.slice(region.first, region.last + 1);
  return beside.filter(
    (line) => line !== item && line.index !== parent.index && line.column <= item.column && writes(line),
  );
}

function writes({ kind }: Line): boolean {
  return kind === 'content' || kind === 'print';
}

/** Without the key and without that word, the server would not isolate egress at all. */
function statesEgress(sheet: Sheet, line: Line): boolean {
  const region = documentRegion(sheet, line);
  const lines = sheet.lines.slice(region?.first, (region?.last ?? 0) + 1);
  return lines.some(({ start, end }) =>
    /^\s*(-|policyTypes:.*)\s*["']?\bEgress\b/.test(sheet.tree.text.slice(start, end)),
  );
}

/** A region in a condition of its own, or in the one that was meant for it. */
function around(
  { sheet, line, writers }: Emptied,
  outer: Line,
  region: Region | undefined,
  condition: string,
): string | undefined {
  const other = otherwise(sheet, outer, line);
  if (region === undefined || other === undefined) return undefined;
  const control = other === false ? onlyControl(writers) : undefined;
  const isWhole = control?.kind === 'if' && conditionOf(sheet, writers) === condition && !condition.startsWith('and ');
  const moved = isWhole ? movedAround(sheet, region, control) : undefined;
  const whole = either([...(other === false ? [] : [other]), condition]);
  return moved ?? (typeof whole === 'string' ? wrapped(sheet, region, whole) : undefined);
}

function onlyControl(writers: readonly Writer[]): ControlNode | undefined {
  const [only, ...others] = writers;
  return only?.kind === 'control' && others.length === 0 ? only.node : undefined;
}

function keyCures(emptied: Emptied, condition: string): readonly CureCandidate[] {
  const { sheet, line, writers } = emptied;
  const control = onlyControl(writers);
  const isBare = /:\s*$/.test(sheet.tree.text.slice(line.start, line.end)) && !line.isItem;
  const isWhole = control !== undefined && control.kind !== 'range' && !condition.startsWith('and ');
  const moved = isBare && isWhole ? movedInto(sheet, line, control) : undefined;
  const text = moved ?? around(emptied, line, keyRegion(sheet, line), condition);
  return offered(`write \`${line.key}:\` inside the condition`, text);
}

function policyCures(emptied: Emptied, condition: string): readonly CureCandidate[] {
  const { sheet, line } = emptied;
  const region = documentRegion(sheet, line);
  const first = region && sheet.lines[region.first];
  return first
    ? offered(
        'write the policy only where there is something to stand there',
        around(emptied, first, region, condition),
      )
    : [];
}

/** The port or peer goes; where it is the only one, its rule. */
function memberCures(emptied: Emptied, condition: string): readonly CureCandidate[] {
  const { sheet, line } = emptied;
  const item = itemOf(sheet, line);
  const parent = item && parentOf(sheet, item);
  if (item === undefined || parent === undefined) return [];
  if (!RULE_KEYS.has(parent.key ?? '')) return [];
  if (othersOf(sheet, parent, item).length === 0) return ruleCures(emptied, parent, condition);
  const word = parent.key === 'ports' ? 'port' : 'peer';
  return offered(`write the ${word} inside the condition`, around(emptied, item, itemRegion(sheet, item), condition));
}

/** Helm stops where the value is not set: nothing is rendered that nobody meant. */
function required({ sheet, writers }: Emptied): readonly CureCandidate[] {
  const [writer] = writers;
  if (writers.length !== 1 || writer?.kind !== 'print' || writer.node.kind !== 'print') return [];
  const { commands } = writer.node.pipeline;
  const start = commands[0]?.start ?? 0;
  const value = printedExpression(sheet.tree.text, writer.node);
  if (value === undefined || commands[0]?.args.length !== 1 || !/^[\w.$-]+$/.test(value)) return [];
  const name = value.replace(/^\$?\.(Values\.)?/, '');
  const text = replacedAt(sheet, { start, end: start }, `required "${name} is not set" `);
  return [{ message: `stop the render where \`${value}\` is not set`, text }];
}

function offered(message: string, text: string | undefined): readonly CureCandidate[] {
  return text === undefined ? [] : [{ message, text }];
}
