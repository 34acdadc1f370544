import { Command, CommanderError, Option as CommanderOption } from 'commander';
import {
  CHECK_OPTIONS,
  DIFF_OPTIONS,
  EXPLAIN_OPTIONS,
  FILTER_OPTIONS,
  FIX_OPTIONS,
  type Flags,
  GROUPS_OPTIONS,
  MERGE_OPTIONS,
  type Option,
} from '../config/options.ts';
import { isBypassed } from '../config/settings.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { VERSION } from '../version.ts';
import { check } from './check.ts';
import { checks } from './checks.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { fix } from './fix.ts';
import { groups } from './groups.ts';
import { init } from './init.ts';
import { merge } from './merge.ts';

type FileCommand = (paths: readonly string[], flags: Flags, io: Io) => ExitCode | Promise<ExitCode>;

/**
 * The command line for people: help, and every command that reads files. Filters come here only to be told what is
 * wrong with their flags. Throws UsageError for a line that makes no sense.
 */
export async function runProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = buildProgram(io, (result) => {
    code = result;
  });
  try {
    if (argv.length === 0) program.help();
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(error.message.replace(/^error: /, '').split('\n')[0]);
  }
  return code;
}

function buildProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('netpolish')
    .description(
      'Finds NetworkPolicies whose fields a template emptied, says what the cluster will do, and merges what belongs together.',
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined });
  const files = (name: string, description: string, options: readonly Option[], run: FileCommand): void => {
    const command = program
      .command(name)
      .description(description)
      .argument('[paths...]', 'files, folders, globs, - for standard input');
    withOptions(command, options).action(async (paths: string[], _values, self: Command) =>
      done(await runOnFiles(run, paths, flagsOf(self), io)),
    );
  };
  for (const [name, description] of FILTERS)
    withOptions(program.command(name).description(description), FILTER_OPTIONS);
  files('check', 'Judge manifests and change nothing.', CHECK_OPTIONS, check);
  files('merge', 'Merge the policies of one namespace and podSelector; print the result.', MERGE_OPTIONS, merge);
  files('fix', 'Apply the fixes that keep the allowed traffic; print a diff.', FIX_OPTIONS, fix);
  files('groups', 'Tell which policies belong together.', GROUPS_OPTIONS, groups);
  files('explain', 'Tell who may talk to whom, and which policies and rules say so.', EXPLAIN_OPTIONS, explain);
  const compare = program
    .command('diff')
    .description('Tell which connections two sets of manifests allow differently.')
    .argument('<old>', 'a file, a folder, a glob, - for standard input: what is there')
    .argument('<new>', 'the same for what is to come');
  withOptions(compare, DIFF_OPTIONS).action(async (old: string, now: string, _values, self: Command) =>
    done(await runOnFiles(diff, [old, now], flagsOf(self), io)),
  );
  program
    .command('init')
    .description('Write a commented netpolish.yaml.')
    .argument('[file]', 'where to write it, - for standard output (default: netpolish.yaml)')
    .action((file?: string) => done(init(file, io)));
  program
    .command('checks')
    .description('List the checks, or explain one.')
    .argument('[id]')
    .action((id?: string) => done(checks(id, io)));
  return program;
}

const FILTERS: readonly (readonly [string, string])[] = [
  ['post-render', 'Helm post-renderer: manifests on standard input, manifests on standard output.'],
  ['fn', 'KRM function (kustomize, kpt): a ResourceList in, a ResourceList with results out.'],
];

async function runOnFiles(run: FileCommand, paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  if (isBypassed(io.env) && run !== merge) {
    io.stderr.write('netpolish: NETPOLISH_BYPASS is set: nothing was done\n');
    return 0;
  }
  return run(paths, flags, io);
}

function withOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(optionOf(option));
  return command.allowExcessArguments(false);
}

function optionOf({ name, value, optional, choices, repeats, description, hidden }: Option): CommanderOption {
  const argument = value === undefined ? '' : optional ? ` [${value}]` : ` <${value}>`;
  const option = new CommanderOption(`--${name}${argument}`, description);
  // To commander `--no-x` is the opposite of `--x`; ours are options of their own.
  option.negate = false;
  if (choices !== undefined) option.choices([...choices]);
  if (repeats) option.argParser((path: string, earlier: readonly string[] = []) => [...earlier, path]);
  return option.hideHelp(hidden === true);
}

/** Commander gives camelCase; flags are kept as people write them. */
function flagsOf(command: Command): Flags {
  const entries = Object.entries(command.opts()).map(([key, value]) => {
    return [key.replace(/[A-Z0-9]+/g, (part) => (/\d/.test(part) ? part : `-${part.toLowerCase()}`)), value] as const;
  });
  return Object.fromEntries(entries) as Flags;
}
