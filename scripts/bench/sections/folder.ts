import { join } from 'node:path';
import { type Bench, discard, type Entry, netpolish, row, type Section, scrap } from '../bench.ts';
import { memory } from '../reach.ts';
import { growthOf, type Row } from '../row.ts';
import { type Stream, size, typicalChart } from '../streams.ts';

const NAME = 'folder';
const COUNTS = [500, 1500, 5000] as const;
const FILES_A_FOLDER = 100;

/** A repository of manifests, one document a file. */
export const folder: Section = {
  name: NAME,
  about: 'check DIR: one document a file, a tenth of them policies',
  entries,
};

async function* entries(bench: Bench): AsyncGenerator<Entry> {
  const rows: Row[] = [];
  for (const count of COUNTS) {
    const made = typicalChart(count * 0.9, count * 0.1);
    const path = laidOut(bench, `folder-${count}`, made);
    const bytes = size(made.documents);
    const told = await row(bench, NAME, {
      name: `${count.toLocaleString('en')} files`,
      ours: netpolish(['check', '--fail-on', 'never', path]),
      bytes,
      policyBytes: made.policyBytes,
      reaches: [memory(bytes, made.policyBytes)],
    });
    discard(path);
    rows.push(told);
    yield told;
  }
  const growth = growthOf('growth, files', rows, ({ bytes }) => bytes);
  if (growth !== undefined) yield growth;
}

function laidOut(bench: Bench, name: string, { documents }: Stream): string {
  for (const [i, document] of documents.entries()) {
    scrap(bench, join(name, `${Math.floor(i / FILES_A_FOLDER)}`, `${i}.yaml`), document);
  }
  return join(bench.folder, name);
}
