import { type Bench, discard, type Entry, postRender, row, type Section, scrap } from '../bench.ts';
import { cats } from '../cats.ts';
import { CAT, memory, type Reach, seconds } from '../reach.ts';
import { growthOf, type Row } from '../row.ts';
import { mixed, size } from '../streams.ts';

const NAME = 'streams';
const MB = 1e6;
/** Of the documents. */
const SHARES = [0, 0.001, 0.01, 0.5] as const;

/** Long streams, with few and with many policies. */
export const streams: Section = {
  name: NAME,
  about: 'synthetic; % of the documents, MB of a million bytes',
  entries,
};

async function* entries(bench: Bench): AsyncGenerator<Entry> {
  const sizes = bench.quick ? [1, 10] : [1, 10, 100];
  for (const share of SHARES) {
    const rows: Row[] = [];
    for (const megabytes of sizes) {
      const told = await measured(bench, megabytes, share);
      rows.push(told);
      yield told;
    }
    const growth = growthOf(`growth, ${words(share)}`, rows, ({ bytes }) => bytes);
    if (growth !== undefined) yield growth;
  }
  if (bench.quick) yield { kind: 'note', section: NAME, text: 'the streams of 100 MB are left out by --quick' };
}

async function measured(bench: Bench, megabytes: number, share: number): Promise<Row> {
  const { documents, policyBytes } = mixed(megabytes * MB, share);
  const file = scrap(bench, `${megabytes}-${share}.yaml`, documents.join(''));
  const bytes = size(documents);
  const told = await row(bench, NAME, {
    name: `${megabytes} MB, ${words(share)}`,
    ours: postRender(file),
    ...(share === 0 && { beside: cats(bench, file) }),
    bytes,
    policyBytes,
    reaches: [...times(megabytes, share), memory(bytes, policyBytes)],
  });
  discard(file);
  return told;
}

function times(megabytes: number, share: number): readonly Reach[] {
  if (share === 0) return [CAT];
  return megabytes === 100 && share === 0.01 ? [seconds(8)] : [];
}

function words(share: number): string {
  return share === 0 ? 'no policies' : `${share * 100} % policies`;
}
