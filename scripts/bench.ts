import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, Entry, Section } from './bench/bench.ts';
import { circumstances, document } from './bench/json.ts';
import { page } from './bench/page.ts';
import { findGnuTime, leftOut, stop } from './bench/run.ts';
import { chart } from './bench/sections/chart.ts';
import { corpus } from './bench/sections/corpus.ts';
import { folder } from './bench/sections/folder.ts';
import { merge } from './bench/sections/merge.ts';
import { peers } from './bench/sections/peers.ts';
import { policies } from './bench/sections/policies.ts';
import { start } from './bench/sections/start.ts';
import { streams } from './bench/sections/streams.ts';
import { heading, lines } from './bench/table.ts';

// Ratios to bare `node -e 0` in the same run, the commands taken in turn: machines differ and drift, ratios hold.
const SECTIONS: readonly Section[] = [start, corpus, streams, policies, folder, merge, chart, peers];
const USAGE = `npm run bench -- [--quick] [--json] [--page] [--only ${SECTIONS.map(({ name }) => name).join('|')}]...`;
const PACE = { seconds: 3, turns: 21 };
const QUICK_PACE = { seconds: 0.5, turns: 7 };
const PAGE = 'docs/speed.md';
/** Seconds that one child may take. */
const LIMIT = { whole: 45, quick: 15 };

const asked = options();
const bench = prepared(asked.quick);
const about = circumstances(version(), bench.runner.gnuTime !== undefined, asked.quick);
const say = asked.json ? console.error : console.log;
const end = (): void => rmSync(bench.folder, { recursive: true, force: true });
process.on('exit', end);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop();
    process.exit(1);
  });
}

say(
  `netpolish ${about.netpolish}, Node ${about.node}, ${about.machine.cores} x ${about.machine.cpu}, ${about.machine.system}`,
);
say(`medians of turns; ms of the child alone (bash's time); peak by ${about.memoryBy}, in MB of a million bytes`);
if (leftOut.length > 0) say(`no child sees ${leftOut.join(', ')}`);
const { load } = about.machine;
if (load > 0.3) say(`load ${load.toFixed(1)}: others are at work here, trust processor time more than the clock`);
const found: Entry[] = [];
for (const section of SECTIONS.filter(({ name }) => asked.only.length === 0 || asked.only.includes(name))) {
  say(heading(section.name, section.about));
  for await (const entry of section.entries(bench)) {
    found.push(entry);
    say(lines(entry));
  }
}
if (asked.json) console.log(JSON.stringify(document(about, found), null, 2));
if (asked.page) writeFileSync(PAGE, page(document(about, found)));

type Options = {
  readonly quick: boolean;
  readonly json: boolean;
  readonly page: boolean;
  readonly only: readonly string[];
};

function options(): Options {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
      },
    });
    const unknown = values.only.find((name) => !SECTIONS.some((section) => section.name === name));
    if (unknown !== undefined) throw new Error(`there is no section ${unknown}`);
    if (values.page && (values.quick || values.only.length > 0)) throw new Error(`${PAGE} is of a whole run`);
    return values;
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}\n${USAGE}`);
    process.exit(2);
  }
}

function prepared(quick: boolean): Bench {
  const shared = join(process.env.NETPOLISH_SHARED ?? '../shared', 'corpus');
  const folder = mkdtempSync(join(tmpdir(), 'netpolish-bench-'));
  return {
    folder,
    runner: { folder, limit: quick ? LIMIT.quick : LIMIT.whole, gnuTime: findGnuTime() },
    pace: quick ? QUICK_PACE : PACE,
    quick,
    corpus: existsSync(shared) ? shared : undefined,
  };
}

function version(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }).version;
}
