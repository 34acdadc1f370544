/** Every case of the API server's own decoder, defaulter and validator, with the gate StrictIPCIDRValidation on and off. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault } from '../../src/manifest/tree.ts';
import { decodePolicy } from '../../src/policy/decode.ts';
import { strictDecodingError } from '../../src/policy/strict.ts';
import { answerOf, isRefusal, validatePolicy } from '../../src/policy/validate.ts';
import { parseKubernetesVersion } from '../../src/policy/version.ts';

const test = suite('policy/truth-table');

type Case = {
  readonly Id: string;
  readonly Yaml: string;
  readonly DecodeErr: string;
  readonly StrictErr: string;
  readonly Spec?: unknown;
  readonly ValidationErrs: readonly string[] | null;
  readonly Warnings: readonly string[] | null;
};

type Answer = Omit<Case, 'Id' | 'Yaml'>;

/** What we say in place of the server; of a policy without a name, since the table knows specs alone. */
function answer(yaml: string, kubernetesVersion: string, strict: boolean): Answer {
  const root = parseTree(yaml);
  const version = parseKubernetesVersion(kubernetesVersion);
  if (isFault(root) || version === undefined) throw new Error('not readable');
  const decoded = decodePolicy(root);
  const { spec, refusals } = decoded;
  const nothing = { StrictErr: '', ValidationErrs: null, Warnings: null };
  if (refusals[0] !== undefined) return { ...nothing, DecodeErr: refusals[0].message };
  const metadata = { name: 'a', namespace: 'a' };
  const invalids = validatePolicy({ spec, metadata }, version, strict);
  const refused = invalids.filter(isRefusal).map(answerOf);
  const warned = refused.length > 0 ? [] : invalids.filter((one) => one.answer === 'warned').map(answerOf);
  return {
    DecodeErr: '',
    StrictErr: strictDecodingError(decoded) ?? '',
    Spec: spec,
    ValidationErrs: refused.length > 0 ? refused : null,
    Warnings: warned.length > 0 ? warned : null,
  };
}

/** 1.33 to 1.35 announce what 1.36 says is so; the table was made with the words of 1.36 and the gate off. */
function inWordsOf135(warnings: Case['Warnings']): Case['Warnings'] {
  return warnings?.map((text) => text.replace(' is invalid: ', `${FUTURE}: `)) ?? null;
}

const FUTURE = ' will be considered invalid in a future Kubernetes release';

function wanted({ DecodeErr, StrictErr, Spec, ValidationErrs, Warnings }: Case): Answer {
  return { DecodeErr, StrictErr, ...(DecodeErr === '' && { Spec }), ValidationErrs, Warnings };
}

function compare(file: string, judge: (one: Case) => readonly (readonly [Answer, Answer])[]): void {
  const path = join(process.env.NETPOLISH_SHARED ?? '', 'oracle', file);
  if (process.env.NETPOLISH_SHARED === undefined || !existsSync(path)) {
    test.skip(`${file}: skipped, NETPOLISH_SHARED names no folder with it`, () => {});
    return;
  }
  for (const one of JSON.parse(readFileSync(path, 'utf8')) as readonly Case[]) {
    test(`${file}: ${one.Id}`, () => {
      for (const [actual, expected] of judge(one)) assert.equal(actual, expected);
    });
  }
}

compare('api-truth-table.json', (one) => [[answer(one.Yaml, '1.36', true), wanted(one)]]);
compare('api-truth-table.lax-cidr.json', (one) => [
  [answer(one.Yaml, '1.36', false), wanted(one)],
  [answer(one.Yaml, '1.35', false), { ...wanted(one), Warnings: inWordsOf135(one.Warnings) }],
  [answer(one.Yaml, '1.32', false), { ...wanted(one), Warnings: null }],
]);

test.run();
