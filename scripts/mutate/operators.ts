import { childOf, listOf, type Node, type Place } from './ast.ts';
import { regexFaults } from './regex.ts';

/** A fault to plant: the text that stands in place of a node's own, or `drop` for a statement that is not run. */
export type Fault = { readonly node: Node; readonly text: string; readonly drop?: true };

const SWAPS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&': ['|'],
  '|': ['&'],
  '+=': ['-='],
  '-=': ['+='],
};
const METHODS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
]);
/** What comes out of these is much like what they are called on. */
const DROPPED: readonly string[] = ['filter', 'sort', 'slice', 'trim', 'trimStart', 'replace', 'padStart', 'reverse'];

/** The faults that are planted at a node, each of which changes what it does. */
export function faultsAt(place: Place, source: string): readonly Fault[] {
  const { node } = place;
  const make = MAKERS[node.type];
  const texts = make === undefined ? [] : make(place, (one) => source.slice(one.start, one.end));
  const own = source.slice(node.start, node.end);
  const faults = [...new Set([...texts, ...asCondition(place), ...asReturned(place, source)])]
    .filter((text) => text !== own)
    .map((text): Fault => ({ node, text }));
  return isDroppable(place) ? [...faults, { node, text: ';', drop: true }] : faults;
}

type Text = (node: Node) => string;
type Maker = (place: Place, text: Text) => readonly string[];

const MAKERS: Readonly<Record<string, Maker>> = {
  BinaryExpression: swapped,
  AssignmentExpression: ({ node, above }, text) =>
    above[0]?.type === 'ExpressionStatement' ? swapped({ node, key: '', above: [] }, text) : [],
  LogicalExpression: ({ node, key, above }, text) => {
    const [left, right] = sides(node);
    if (node.operator === '??') return [];
    const isSpread = above[0]?.type === 'SpreadElement' && key === 'argument';
    return isSpread ? [text(right)] : [text(left), text(right)];
  },
  UnaryExpression: ({ node, key, above }, text) => {
    const argument = childOf(node, 'argument');
    if (argument === undefined || !['!', '-'].includes(String(node.operator))) return [];
    return node.operator === '!' && isAsked(key, above) ? [] : [text(argument)];
  },
  Literal: (place, text) => literal(place, text),
  TemplateLiteral: () => ["''"],
  ArrayExpression: ({ node, above }) =>
    listOf(node, 'elements').length === 0 || isTaken(above) || above[0]?.type === 'TSAsExpression' ? [] : ['[]'],
  SpreadElement: () => [],
  CallExpression: ({ node, above }, text) => (above.some(isChainAround(node)) ? [] : called(node, text)),
  ChainExpression: ({ node }, text) => chained(node, text),
};

function swapped({ node, key, above }: Place, text: Text): readonly string[] {
  const [left, right] = sides(node);
  const operator = String(node.operator);
  if (/[!=]==/.test(operator) && isAsked(key, above)) return [];
  return (SWAPS[operator] ?? []).map((other) => `${text(left)} ${other} ${text(right)}`);
}

function sides(node: Node): readonly [left: Node, right: Node] {
  return [childOf(node, 'left') ?? node, childOf(node, 'right') ?? node];
}

/** Faults of what asks are told by those of the question: the answer is always true, or always false. */
function isAsked(key: string, above: readonly Node[]): boolean {
  return key === 'test' || above[0]?.type === 'LogicalExpression';
}

/** `[a, b] = [1, 2]` only names what is there. */
function isTaken([parent]: readonly Node[]): boolean {
  return parent?.type === 'VariableDeclarator' && childOf(parent, 'id')?.type === 'ArrayPattern';
}

function asCondition({ node, key, above }: Place): readonly string[] {
  const [parent] = above;
  if (key === 'test' && parent !== undefined) {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') return ['true', 'false'];
    return /^(While|For|DoWhile)/.test(parent.type) ? ['false'] : [];
  }
  if (key === 'right' && parent?.type === 'ForOfStatement') return ['[]'];
  if (key === 'right' && parent?.type === 'LogicalExpression' && parent.operator === '??') return ['undefined'];
  if (key !== 'argument' || parent?.type !== 'SpreadElement' || node.type === 'LogicalExpression') return [];
  if (above[1]?.type === 'ObjectExpression') return ['{}'];
  return listOf(above[1] ?? node, 'elements').length === 1 ? [] : ['[]'];
}

/** A function that always gives the same. */
function asReturned({ node, key, above }: Place, source: string): readonly string[] {
  const [parent] = above;
  const isReturned = key === 'argument' && parent?.type === 'ReturnStatement';
  const isBody = key === 'body' && parent?.type === 'ArrowFunctionExpression' && node.type !== 'BlockStatement';
  if (!isReturned && !isBody) return [];
  const around = above.find(isFunction);
  const type = around && childOf(around, 'returnType');
  if (type === undefined) return [];
  const name = source.slice(type.start, type.end).replace(/^:\s*/, '');
  if (/^boolean$| is /.test(name)) return QUESTIONS.includes(node.type) ? [] : ['true', 'false'];
  if (/\bundefined$/.test(name)) return ['undefined'];
  return /\[\]$/.test(name) && node.type !== 'ArrayExpression' ? ['[]'] : [];
}

const QUESTIONS: readonly string[] = ['LogicalExpression', 'BinaryExpression', 'UnaryExpression'];

function isFunction(node: Node): boolean {
  return node.type === 'FunctionDeclaration' || node.type === 'ArrowFunctionExpression';
}

function literal({ node, key, above }: Place, text: Text): readonly string[] {
  const { value } = node;
  const [parent] = above;
  if (node.regex !== undefined && node.regex !== null) return regexFaults(text(node));
  if (typeof value === 'boolean') return [String(!value)];
  if (typeof value === 'bigint') return [`${value + 1n}n`];
  const isArm = parent?.type === 'ConditionalExpression' && key !== 'test';
  if (typeof value === 'number')
    return parent?.type === 'UnaryExpression' ? [] : [isArm && value === 1 ? '-1' : String(value + 1)];
  const isCompared = parent?.type === 'BinaryExpression' && /==/.test(String(parent.operator));
  if (typeof value !== 'string' || isCompared || parent?.type === 'ExpressionStatement') return [];
  return [value === '' ? "'planted'" : "''"];
}

function called(node: Node, text: Text): readonly string[] {
  const callee = childOf(node, 'callee');
  const [object, property] = [callee && childOf(callee, 'object'), callee && childOf(callee, 'property')];
  if (callee?.type !== 'MemberExpression' || callee.computed === true || !object || !property) return [];
  const name = text(property);
  const other = METHODS.get(name);
  if (DROPPED.includes(name)) return [text(object)];
  return other === undefined ? [] : [`${text(object)}.${other}${text(node).slice(callee.end - node.start)}`];
}

/** Each `?.` of a chain as a plain dot, and its calls left out; a chain is whole, or it does not end where it should. */
function chained(chain: Node, text: Text): readonly string[] {
  const whole = text(chain);
  const faults: string[] = [];
  for (let node = childOf(chain, 'expression'); node !== undefined; ) {
    const inner: Node | undefined = childOf(node, 'object') ?? childOf(node, 'callee');
    if (inner !== undefined && node.optional === true) {
      const at = inner.end - chain.start;
      const dot = node.type === 'MemberExpression' && node.computed !== true ? '.' : '';
      faults.push(whole.slice(0, at) + whole.slice(at).replace('?.', dot));
    }
    node = inner !== undefined && /^(Member|Call)Expression$/.test(inner.type) ? inner : undefined;
  }
  return faults;
}

/** Whether a node is one of a chain's links: to put another in its place would change where the chain ends. */
function isChainAround(link: Node): (above: Node) => boolean {
  return (above) => {
    if (above.type !== 'ChainExpression') return false;
    let node = childOf(above, 'expression');
    while (node !== undefined && node !== link) node = childOf(node, 'object') ?? childOf(node, 'callee');
    return node === link;
  };
}

function isDroppable({ node, key, above }: Place): boolean {
  const [parent] = above;
  if (node.type === 'ExpressionStatement' || node.type === 'ThrowStatement') return true;
  if (!['ReturnStatement', 'ContinueStatement', 'BreakStatement'].includes(node.type) || key !== 'body') return false;
  return childOf(node, 'argument') === undefined && parent !== undefined && listOf(parent, 'body').length > 1;
}
