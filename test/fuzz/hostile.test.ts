/** The inputs of hostile.ts by name, through the door of a render and through check: told or passed on, never a fault of our own. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from './doors.ts';
import { BOMBS, BYTES, NAMESAKES } from './hostile.ts';
import { lossOf, strangersOf } from './pieces.ts';
import { faultOf } from './reports.ts';

const test = suite('fuzz/hostile');

const CHANGING = ['post-render', '--merge', '--simplify', '--fix', '--fail-on', 'never'];

async function isBorne(bytes: Buffer): Promise<void> {
  const checked = await run({ argv: ['check', '--format', 'json', '-'] }, bytes);
  assert.ok([0, 1, 2].includes(checked.code), checked.stderr);
  assert.is(checked.code === 2 ? checked.stdout || undefined : faultOf('json', checked.stdout), undefined);
  const { code, bytes: output, stderr } = await run({ argv: CHANGING }, bytes);
  assert.ok(code === 0 || code === 2, stderr);
  assert.is(faultOf('text', stderr), undefined);
  if (code === 2) assert.is(output.length, 0);
  else assert.is(lossOf(strangersOf(bytes), strangersOf(output)), undefined);
}

for (const [what, make] of Object.entries(BOMBS)) test(what, () => isBorne(Buffer.from(make())));

for (const [what, bytes] of Object.entries(BYTES)) test(what, () => isBorne(bytes));

for (const [what, bytes] of Object.entries(NAMESAKES)) {
  test(`${what} wherever a name may stand`, async () => {
    await isBorne(bytes);
    const judged = await run({ argv: ['check', '--format', 'json', '--fail-on', 'never', '-'] }, bytes);
    const plain = Buffer.from(bytes.toString().replaceAll(what, what.replace(/[ore]/, 'x')));
    const other = await run({ argv: ['check', '--format', 'json', '--fail-on', 'never', '-'] }, plain);
    assert.is(ids(judged.stdout), ids(other.stdout));
  });
}

/** A name that every object has is a name as any other. */
function ids(report: string): string {
  const { findings } = JSON.parse(report) as { readonly findings: readonly { readonly check: string }[] };
  return findings.map(({ check }) => check).join();
}

test.run();
