import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../schemas/networkpolicy.schema.json' with { type: 'json' };
import type { Json } from '../manifest/tree.ts';

let compiled: ValidateFunction | undefined;

/**
 * Where an object differs from schemas/networkpolicy.schema.json. In the bin this module is replaced by the code that ajv
 * makes of the schema (scripts/build.ts), so that a render never pays for ajv.
 */
export function structureErrors(object: Json): readonly ErrorObject[] {
  compiled ??= new Ajv({ strict: false, allErrors: true }).compile(schema);
  return compiled(object) ? [] : (compiled.errors ?? []);
}
