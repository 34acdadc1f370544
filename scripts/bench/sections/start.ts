import { join } from 'node:path';
import { type Bench, type Entry, netpolish, postRender, row, type Section, scrap } from '../bench.ts';
import { cats } from '../cats.ts';
import { CAT, timesBare } from '../reach.ts';
import { size, typicalChart } from '../streams.ts';

const NAME = 'start';

/** What every `helm install` pays: renders of ordinary size, with and without what Node keeps of compiled code. */
export const start: Section = { name: NAME, about: 'renders of ordinary size', entries };

async function* entries(bench: Bench): AsyncGenerator<Entry> {
  const none = typicalChart(40, 0);
  const typical = typicalChart(34, 6);
  const [noneFile, typicalFile] = [
    scrap(bench, 'none.yaml', none.documents.join('')),
    scrap(bench, 'typical.yaml', typical.documents.join('')),
  ];
  const [noneBytes, typicalBytes] = [size(none.documents), size(typical.documents)];
  const { policyBytes } = typical;
  yield await row(bench, NAME, { name: '--version', ours: netpolish(['--version']), bytes: 0 });
  for (const { words, env, factor } of caches(bench)) {
    yield await row(bench, NAME, {
      name: `no policies, 40 documents${words}`,
      ours: postRender(noneFile, env),
      beside: cats(bench, noneFile),
      bytes: noneBytes,
      reaches: [CAT],
    });
    yield await row(bench, NAME, {
      name: `typical chart, 40 documents, 6 policies${words}`,
      ours: postRender(typicalFile, env),
      bytes: typicalBytes,
      policyBytes,
      reaches: [timesBare(factor)],
    });
  }
  if (caches(bench).length === 1)
    yield { kind: 'note', section: NAME, text: 'this Node has no compile cache (22.1 has)' };
}

type Cache = { readonly words: string; readonly env?: Readonly<Record<string, string>>; readonly factor: number };

/** Without the cache Node is told not to use one; with it, the turn that is not counted fills it. */
function caches(bench: Bench): readonly Cache[] {
  const cold: Cache = { words: '', env: { NODE_DISABLE_COMPILE_CACHE: '1' }, factor: 1.7 };
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 1)) return [cold];
  const env = { NODE_COMPILE_CACHE: join(bench.folder, 'compile-cache') };
  return [cold, { words: ', warm code cache', env, factor: 1.5 }];
}
