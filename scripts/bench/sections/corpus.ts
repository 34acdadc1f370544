import { relative } from 'node:path';
import { type Bench, type Entry, postRender, row, type Section } from '../bench.ts';
import { timesBare } from '../reach.ts';
import { largest } from '../real.ts';

const NAME = 'corpus';
const COUNT = 10;
const ARGO_CD = 'prod/argoproj__argo-cd/manifests/install.yaml';

/** The largest real renders there are. */
export const corpus: Section = { name: NAME, about: `the ${COUNT} largest real renders`, entries };

async function* entries(bench: Bench): AsyncGenerator<Entry> {
  if (bench.corpus === undefined) {
    yield { kind: 'note', section: NAME, text: 'left out: NETPOLISH_SHARED names no folder with a corpus' };
    return;
  }
  for (const { path, bytes } of largest(bench.corpus, COUNT)) {
    const name = relative(bench.corpus, path);
    const reaches = name === ARGO_CD ? [timesBare(2.5)] : [];
    yield await row(bench, NAME, { name, ours: postRender(path), bytes, reaches });
  }
}
