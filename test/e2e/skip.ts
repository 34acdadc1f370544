import { run } from './run.ts';

/** A test of uvu's, as far as it can be switched off. */
type Test = ((name: string, body: () => Promise<void> | void) => void) & {
  readonly skip: (name: string, body: () => Promise<void> | void) => void;
};

/**
 * `test` where `reason` is absent; else what takes a test's place, and one line on standard error that says that tests were
 * left out, and why.
 */
export const orSkip = <T extends Test>(test: T, what: string, reason: string | undefined): T | T['skip'] => {
  if (reason === undefined) return test;
  process.stderr.write(`SKIPPED ${what}: ${reason}\n`);
  return test.skip;
};

/** Why a command cannot be run here; `undefined` where it can. */
export const lacks = async (command: string, ...args: readonly string[]): Promise<string | undefined> => {
  try {
    const { code, stderr } = await run(command, args);
    return code === 0 ? undefined : `${command} ends with ${code}: ${stderr.trim().split('\n').at(-1)}`;
  } catch {
    return `there is no ${command} on PATH.`;
  }
};
