/** What the left edge of a document says of its kind, asked of its bytes alone. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { kindOf } from '../../src/manifest/kinds.ts';

const test = suite('manifest/kinds');

const LONG = Array.from({ length: 20 }, (_, i) => `# line ${i}\n`).join('');

/** A document, and its kind and version; '' for a version that is not told. */
const TOLD: readonly [string, string, string, string][] = [
  ['as charts write it', 'apiVersion: v1\nkind: Service\nmetadata: {}\n', 'Service', 'v1'],
  ['kind first, at the end of the document', 'apiVersion: apps/v1\nkind: Deployment', 'Deployment', 'apps/v1'],
  ['quotes', `apiVersion: "apps/v1"\nkind: 'Deployment'\n`, 'Deployment', 'apps/v1'],
  ['comments behind', 'kind: Pod # one\napiVersion: v1   # two\n', 'Pod', 'v1'],
  ['Windows lines', 'apiVersion: v1\r\nkind: Pod\r\n', 'Pod', 'v1'],
  ['a tab behind the colon', 'kind:\tPod\n', 'Pod', ''],
  ['many blanks', 'kind:     Pod   \n', 'Pod', ''],
  ['below a long head', `${LONG}kind: Pod\napiVersion: v1\n`, 'Pod', 'v1'],
  ['below all else', `apiVersion: v1\nmetadata:\n${'  a: b\n'.repeat(50)}kind: Pod`, 'Pod', 'v1'],
  ['a key that only ends so', 'subkind: Job\nkind: Pod\n', 'Pod', ''],
  ['a key further in', 'roleRef:\n  kind: Role\nkind: RoleBinding\n', 'RoleBinding', ''],
];

for (const [name, text, kind, apiVersion] of TOLD) {
  test(name, () => {
    assert.equal(asked(text), { kind, apiVersion });
    assert.equal(asked(text, '---\nkind: Secret\n', '\n---\nkind: Secret\n'), { kind, apiVersion }, 'between others');
  });
}

/** Where only the text, or a parser, can tell. */
const UNTOLD: readonly [string, string][] = [
  ['brackets', '{kind: Pod, apiVersion: v1}\n'],
  ['no blank behind the colon', 'kind:Pod\n'],
  ['nothing behind the colon', 'kind:\napiVersion: v1\n'],
  ['on the next line', 'kind:\n  Pod\n'],
  ['an anchor', 'kind: &kind Pod\n'],
  ['a template', 'kind: {{ .Values.kind }}\n'],
  ['a quote that does not end', 'kind: "Pod\n'],
  ['text behind', 'kind: Pod or so\n'],
  ['no key at all', 'apiVersion: v1\nmetadata: {}\n'],
  ['a key cut off', 'kind'],
  ['nothing', ''],
];

for (const [name, text] of UNTOLD) {
  test(`not told: ${name}`, () => {
    assert.is(asked(text), undefined);
    assert.is(asked(text, '---\n', '---\nkind: Secret\n'), undefined, 'what follows is another document');
  });
}

function asked(text: string, before = '', after = ''): ReturnType<typeof kindOf> {
  const [body, end] = [Buffer.byteLength(before), Buffer.byteLength(before + text)];
  return kindOf(Buffer.from(before + text + after), { start: 0, body, end, number: 1 });
}

test.run();
