import type { Diagnosis } from '../doctor/types.ts';
import { countsOf } from '../doctor/verdict.ts';
import { writeJson } from './write-json.ts';

/** A diagnosis for machines. */
export function doctorJson({ netpolish, node, ...rest }: Diagnosis): string {
  const report = {
    version: 1,
    tool: { name: 'netpolish', version: netpolish, node },
    summary: countsOf(rest.calls),
    ...rest,
  };
  return writeJson(report);
}
