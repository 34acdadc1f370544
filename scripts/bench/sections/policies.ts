import { type Bench, discard, type Entry, postRender, row, type Section, scrap } from '../bench.ts';
import { memory } from '../reach.ts';
import { growthOf, type Row } from '../row.ts';
import { policyGroups, size } from '../streams.ts';

const NAME = 'policies';
const COUNTS = [1000, 3000, 10_000] as const;

/** Renders of policies alone. */
export const policies: Section = { name: NAME, about: 'policies alone, ten for each podSelector', entries };

async function* entries(bench: Bench): AsyncGenerator<Entry> {
  const rows: Row[] = [];
  for (const count of COUNTS) {
    const { documents, policyBytes } = policyGroups(count / 10, 10);
    const file = scrap(bench, `policies-${count}.yaml`, documents.join(''));
    const bytes = size(documents);
    const reaches = [memory(bytes, policyBytes)];
    const name = `${count.toLocaleString('en')} policies`;
    const told = await row(bench, NAME, { name, ours: postRender(file), bytes, policyBytes, reaches });
    discard(file);
    rows.push(told);
    yield told;
  }
  const growth = growthOf('growth, policies', rows, ({ bytes }) => bytes);
  if (growth !== undefined) yield growth;
}
