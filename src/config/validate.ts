import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../schemas/config.schema.json' with { type: 'json' };

let compiled: ValidateFunction | undefined;

/**
 * Validates settings against schemas/config.schema.json; no errors mean that they are valid. In the bin this module is
 * replaced by the code that ajv makes of the schema (scripts/build.ts), so that starting up never pays for ajv.
 */
export function settingsErrors(settings: unknown): readonly ErrorObject[] {
  compiled ??= new Ajv({ strict: false }).compile(schema);
  return compiled(settings) ? [] : (compiled.errors ?? []);
}
