import { resolve } from 'node:path';
import { type Bench, discard, type Entry, netpolish, row, type Section, scrap } from '../bench.ts';
import { type Reach, timesParsing } from '../reach.ts';
import { growthOf, type Row } from '../row.ts';
import type { Command } from '../run.ts';
import { policyGroups, size } from '../streams.ts';

const NAME = 'merge';
const GROWTH = [50, 100, 200, 400] as const;

/** Merging and proving, measured by what it costs to parse the same stream with the yaml library. */
export const merge: Section = { name: NAME, about: 'merging and proving, against parsing the same with yaml', entries };

async function* entries(bench: Bench): AsyncGenerator<Entry> {
  yield await merged(bench, '1,000 policies in 100 groups', 100, 10, timesParsing(2));
  yield await merged(bench, '1,000 policies in one group', 1, 1000, timesParsing(4));
  const rows: Row[] = [];
  for (const groups of bench.quick ? GROWTH.slice(0, 3) : GROWTH) {
    const told = await merged(bench, `${(groups * 10).toLocaleString('en')} policies, ten in a group`, groups, 10);
    rows.push(told);
    yield told;
  }
  const growth = growthOf('growth, ten in a group', rows, ({ bytes }) => bytes);
  if (growth !== undefined) yield growth;
}

async function merged(bench: Bench, name: string, groups: number, each: number, reach?: Reach): Promise<Row> {
  const { documents, policyBytes } = policyGroups(groups, each);
  const file = scrap(bench, 'groups.yaml', documents.join(''));
  const bytes = size(documents);
  const told = await row(bench, NAME, {
    name,
    ours: netpolish(['merge', '-'], file),
    bytes,
    policyBytes,
    ...(reach && { beside: { parsing: parsing(bench, file) }, reaches: [reach] }),
  });
  discard(file);
  return told;
}

function parsing(bench: Bench, input: string): Command {
  const code = `const { parseAllDocuments } = require(${JSON.stringify(resolve('node_modules/yaml'))});
parseAllDocuments(require('node:fs').readFileSync(0, 'utf8'), { logLevel: 'silent' });
`;
  return { argv: [process.execPath, scrap(bench, 'parse-all.cjs', code)], input };
}
