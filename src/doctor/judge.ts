import { isOpen, opened } from './door.ts';
import { REFUSALS } from './refusals.ts';
import type { Call, Judged, Outcome, Variables } from './types.ts';

/** What a trial was: the call, the words that were run, the environment beside the call's own, and the version of this netpolish. */
export type Trial = {
  readonly call: Call;
  readonly ran: string;
  readonly environment: Variables;
  readonly version: string;
};

type Answer = Omit<Judged, 'ran' | 'file' | 'line'>;

/** What the text of a call tells without a trial; undefined where there is something to run. */
export function judgeText({ file, line, text, action, lost }: Call): Judged | undefined {
  if (lost !== undefined && !(action.kind === 'told' && action.verdict === 'broken')) {
    const write = lost.verdict === 'untried' ? {} : { write: 'a step whose exit code counts' };
    return { file, line, ran: text, ...lost, ...write };
  }
  if (action.kind !== 'told') return undefined;
  const { verdict, saw, write } = action;
  return { file, line, ran: text, verdict, saw, ...(write !== undefined && { write }) };
}

/** What came of a planted fault. Pure: it reads how the run ended, and the report that netpolish left. */
export function judge({ call, ran, environment, version }: Trial, outcome: Outcome): Judged {
  const { file, line } = call;
  const answer = answerTo(call, environment, outcome);
  const other =
    outcome.report === undefined || outcome.report.version === version
      ? ''
      : ` (by netpolish ${outcome.report.version})`;
  return { file, line, ran, ...answer, saw: `${answer.saw}${other}${answer.verdict === 'ok' ? assumption(call) : ''}` };
}

/** What a proof leaves open. */
function assumption({ action }: Call): string {
  if (action.kind === 'kustomize' && action.assumed) return '; no line here builds it: whoever does needs these flags';
  if (action.kind === 'netpolish' && action.unknown !== undefined)
    return `; only a shell can tell what ${action.unknown} is`;
  return '';
}

function answerTo(call: Call, environment: Variables, outcome: Outcome): Answer {
  const { code, trouble, report } = outcome;
  if (trouble === 'too long') return { verdict: 'untried', saw: 'it did not end in time' };
  if (trouble === 'not started')
    return { verdict: 'untried', saw: `it could not be started: ${firstLine(outcome.stderr)}` };
  if (report !== undefined) return reported(code === 0, report.sawPlanted, { ...environment, ...call.variables });
  if (code !== 0) return refused(call, outcome);
  const door = Object.entries({ ...environment, ...call.variables }).find(([name, value]) => isOpen(name, value));
  if (door !== undefined)
    return {
      verdict: 'broken',
      saw: `${door[0]}=${door[1]}: ${opened(door[0])}`,
      write: `nothing: take ${door[0]} out`,
    };
  return {
    verdict: 'skipped',
    saw: 'exit 0, the planted fault went through: netpolish was never started',
    ...cureFor(call),
  };
}

function reported(passed: boolean, sawPlanted: boolean, variables: Variables): Answer {
  if (!sawPlanted)
    return {
      verdict: 'broken',
      saw: 'netpolish ran, but the planted policy did not reach it',
      write: 'netpolish where all resources pass',
    };
  if (!passed) return { verdict: 'ok', saw: 'stopped the planted fault' };
  const door = Object.entries(variables).find(([name, value]) => isOpen(name, value));
  const why = door === undefined ? '' : ` (${door[0]}=${door[1]})`;
  const write =
    door === undefined ? 'failOn: error (--fail-on error), and no ignore of all' : `nothing: take ${door[0]} out`;
  return { verdict: 'broken', saw: `netpolish told the planted fault and let it pass${why}`, write };
}

/** A run that failed without a report: netpolish of another version stopped it, or something else did. */
function refused(call: Call, { stdout, stderr, planted }: Outcome): Answer {
  const said = `${stderr}\n${stdout}`;
  const known = REFUSALS.find(({ words }) => words.test(stderr));
  if (known !== undefined) return { verdict: 'broken', saw: known.saw, write: known.write(call) };
  const own = /netpolish: (?!stopped)([^\n]+)/.exec(said)?.[1];
  if (own !== undefined)
    return { verdict: 'broken', saw: `netpolish refuses its configuration: ${own.trim()}`, write: 'what it asks for' };
  if (/netpolish stopped|emptied-peers/.test(said) && said.includes(planted))
    return { verdict: 'ok', saw: 'stopped the planted fault' };
  return { verdict: 'untried', saw: `it fails before netpolish is asked: ${firstLine(stderr)}` };
}

function cureFor({ action }: Call): { readonly write?: string } {
  if (action.kind !== 'kustomize') return {};
  if (action.tool === 'kubectl')
    return {
      write:
        'kustomize build --enable-alpha-plugins --enable-exec (kubectl has no --enable-exec), or … | netpolish check -',
    };
  return { write: '--enable-exec beside --enable-alpha-plugins' };
}

function firstLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.find((one) => /^err(or)?\b/i.test(one)) ?? lines[0] ?? 'it says nothing';
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
