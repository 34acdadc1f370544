/** What must hold for any bytes. Each law runs what people run, and says in words what it saw where it is broken. */
import type fc from 'fast-check';
import { streamKind } from '../../src/host/detect.ts';
import { joinStream, splitStream } from '../../src/manifest/stream.ts';
import { polish } from '../../src/pipeline/polish.ts';
import { type Format, REPORTERS } from '../../src/report/index.ts';
import { CHECKING } from '../checks/golden.ts';
import type { Ran } from '../cli/fake-io.ts';
import { diceOf } from './dice.ts';
import { asking, changing, rendering, run } from './doors.ts';
import { type Case, RENDERS, RESOURCE_LISTS, STREAMS } from './inputs.ts';
import { keptItems } from './items.ts';
import { SECRET } from './objects.ts';
import { lossOf, strangersOf } from './pieces.ts';
import { commandFault, faultOf } from './reports.ts';

/** A law, and how many of a hundred cases try it. `broken` gives what is wrong, in words. */
export type Law = {
  readonly name: string;
  readonly share: number;
  readonly inputs: fc.Arbitrary<Case>;
  readonly broken: (test: Case) => Promise<string | undefined>;
};

/** Everything that must hold, by name. */
export const LAWS: readonly Law[] = [
  { name: 'split', share: 30, inputs: STREAMS, broken: splitApart },
  { name: 'render', share: 28, inputs: STREAMS, broken: rendered },
  { name: 'polish', share: 18, inputs: STREAMS, broken: polished },
  { name: 'check', share: 8, inputs: STREAMS, broken: checked },
  { name: 'ask', share: 4, inputs: STREAMS, broken: asked },
  { name: 'rewrite', share: 4, inputs: STREAMS, broken: rewritten },
  { name: 'function', share: 4, inputs: RESOURCE_LISTS, broken: functioned },
  { name: 'secret', share: 2, inputs: RENDERS, broken: kept },
  { name: 'order', share: 2, inputs: RENDERS, broken: ordered },
];

/** Documents cover the bytes without a gap, and put together they are the bytes. */
async function splitApart({ bytes }: Case): Promise<string | undefined> {
  const documents = splitStream(bytes);
  if (!joinStream(bytes, documents, new Map()).equals(bytes)) return 'join(split) is another stream';
  const starts = [0, ...documents.map(({ end }) => end)];
  const at = documents.findIndex(
    ({ start, body, end }, i) => start !== starts[i] || body < start || end <= start || body > end,
  );
  if (at !== -1) return `document ${at} does not begin where the one before ends`;
  return starts.at(-1) === bytes.length ? undefined : 'bytes are left over';
}

/** A filter prints nothing unless it succeeds, and then every other document byte for byte. */
async function rendered({ bytes, twist }: Case): Promise<string | undefined> {
  const dice = diceOf(twist);
  const ran = await run(rendering(dice), bytes);
  const fault = faultOfRun(ran, [0, 1, 2]);
  // Helm 4 refuses an empty answer.
  if (fault === undefined && bytes.toString('latin1').trim() === '') return undefined;
  // A ResourceList is answered as a function answers, also where nobody said that it is one.
  if (fault !== undefined || (ran.code !== 2 && streamKind(bytes) === 'resourceList')) return fault;
  return ran.code === 0 ? lossOf(strangersOf(bytes), strangersOf(ran.bytes)) : printed(ran);
}

/** As many documents leave as came, but for those that were merged away; a second run changes nothing. */
async function polished({ bytes, twist }: Case): Promise<string | undefined> {
  const dice = diceOf(twist);
  const merge = dice.once(2);
  const options = {
    ...CHECKING,
    merge,
    simplify: merge && dice.once(2),
    fix: dice.pick(['none', 'refused', 'safe'] as const),
  };
  const once = polish([{ name: '<stdin>', bytes, origin: 'rendered' }], options);
  const output = once.outputs[0] ?? Buffer.alloc(0);
  const { merged, fixed, simplified } = once.summary;
  if (merged + fixed + simplified === 0)
    return output.equals(bytes) ? undefined : 'it changed something and does not say so';
  const count = (stream: Buffer): number => splitStream(stream).filter(({ number }) => number > 0).length;
  if (!isList(bytes) && count(output) !== count(bytes) - merged)
    return `${count(bytes)} documents came, ${merged} were merged away, ${count(output)} left`;
  const again = polish([{ name: '<stdin>', bytes: output, origin: 'rendered' }], options).outputs[0];
  return again?.equals(output) ? lossOf(strangersOf(bytes), strangersOf(output)) : 'a second run changes something';
}

/** A merge inside of a list takes items away, not documents. */
function isList(bytes: Buffer): boolean {
  return bytes.includes('List');
}

const FORMATS = Object.keys(REPORTERS) as [Format, ...Format[]];

/** Every report is what its format promises. */
async function checked({ bytes, twist }: Case): Promise<string | undefined> {
  const dice = diceOf(twist);
  const format = dice.pick(FORMATS);
  const more = dice.pick([
    [],
    ['--verbose'],
    ['--one-stream'],
    ['--no-ignore'],
    ['--cni', 'cilium'],
    ['--fail-on', 'info'],
  ]);
  const ran = await run({ argv: ['check', '--format', format, ...more, '-'] }, bytes);
  return faultOfRun(ran, [0, 1, 2]) ?? (ran.code === 2 ? printed(ran) : faultOf(format, ran.stdout));
}

/** What tells of a stream says nothing that acts on a terminal. */
async function asked({ bytes, twist }: Case): Promise<string | undefined> {
  const call = asking(diceOf(twist));
  const ran = await run(call, bytes);
  const format = call.argv.includes('json') ? 'json' : 'text';
  return faultOfRun(ran, [0, 1, 2]) ?? (ran.code === 2 ? printed(ran) : faultOf(format, ran.stdout));
}

/** `merge` prints streams whose other documents are whole, `fix` a diff; what both tell is clean. */
async function rewritten({ bytes, twist }: Case): Promise<string | undefined> {
  const dice = diceOf(twist);
  if (dice.once(2))
    return faultOfRun(await run({ argv: ['fix', ...(dice.once(2) ? ['--unsafe'] : []), '-'] }, bytes), [0, 1, 2]);
  const ran = await run(
    { argv: ['merge', ...(dice.once(2) ? ['--simplify'] : []), '--fail-on', dice.pick(['never', 'error']), '-'] },
    bytes,
  );
  return (
    faultOfRun(ran, [0, 1, 2]) ?? (ran.code === 0 ? lossOf(strangersOf(bytes), strangersOf(ran.bytes)) : printed(ran))
  );
}

/** A function prints its list with 0 and 1, what is not a policy in it byte for byte, and nothing with 2. */
async function functioned({ bytes }: Case): Promise<string | undefined> {
  const ran = await run({ argv: ['fn'] }, bytes);
  return faultOfRun(ran, [0, 1, 2]) ?? (ran.code === 2 ? printed(ran) : keptItems(bytes, ran.bytes));
}

/** What a Secret holds is told by nobody. */
async function kept({ bytes, twist }: Case): Promise<string | undefined> {
  const dice = diceOf(twist);
  const call = dice.pick([
    { argv: ['check', '--verbose', '--format', dice.pick(FORMATS), '-'] },
    { argv: ['post-render', '--verbose', ...changing(dice), '--format', `${dice.pick(FORMATS)}=/dev/stderr`] },
    asking(dice),
  ]);
  const ran = await run(call, bytes);
  const told = call.argv[0] === 'post-render' ? ran.stderr : ran.stdout + ran.stderr;
  return (
    faultOfRun(ran, [0, 1, 2], call.argv.join()) ??
    (told.includes(SECRET) ? `${call.argv.join(' ')} tells it` : undefined)
  );
}

/** The order of documents changes no finding. */
async function ordered({ bytes }: Case): Promise<string | undefined> {
  const documents = splitStream(bytes).map(({ start, end }) => bytes.subarray(start, end));
  const turned = Buffer.concat(documents.toReversed());
  const [one, other] = await Promise.all([findingsOf(bytes), findingsOf(turned)]);
  return one === other ? undefined : `${one}\nin the other order\n${other}`;
}

type Told = {
  readonly check: string;
  readonly severity: string;
  readonly policy: object | null;
  readonly location: { readonly path: unknown };
};

async function findingsOf(bytes: Buffer): Promise<string> {
  const { stdout } = await run({ argv: ['check', '--format', 'json', '--fail-on', 'never', '-'] }, bytes);
  const { findings } = JSON.parse(stdout || '{"findings":[]}') as { readonly findings: readonly Told[] };
  const words = findings
    // Told with the first of a group, whichever that is.
    .filter(({ check }) => check !== 'mergeable-policies')
    .map(({ check, severity, policy, location }) => JSON.stringify([check, severity, policy, location.path]));
  return words.sort().join('\n');
}

/** What no run may do: fail for a reason of its own, leave by another code, or say what acts on a terminal or a runner. */
function faultOfRun(ran: Ran, codes: readonly number[], argv: string = ''): string | undefined {
  if (ran.stderr.includes('internal error')) return ran.stderr;
  if (!codes.includes(ran.code)) return `exit ${ran.code}: ${ran.stderr}`;
  const isCommand = argv.includes('github=') || argv.includes('junit=') || argv.includes('json=');
  return isCommand ? undefined : (faultOf('text', ran.stderr) ?? commandFault(ran.aside));
}

function printed({ code, stdout }: Ran): string | undefined {
  return stdout === '' ? undefined : `exit ${code}, and yet something was printed: ${stdout.slice(0, 200)}`;
}
