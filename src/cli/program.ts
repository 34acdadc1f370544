import { Argument, Command, CommanderError, Option as CommanderOption } from 'commander';
import {
  CHECKS_OPTIONS,
  DIFF_OPTIONS,
  DOCTOR_OPTIONS,
  EXPLAIN_OPTIONS,
  GROUPS_OPTIONS,
} from '../config/ask-options.ts';
import { CHART_OPTIONS } from '../config/chart-options.ts';
import type { Flags, Option } from '../config/option.ts';
import { CHECK_OPTIONS, FILTER_OPTIONS, FIX_OPTIONS, MERGE_OPTIONS } from '../config/options.ts';
import { isBypassed } from '../config/settings.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { VERSION } from '../version.ts';
import { chart } from './chart-commands.ts';
import { check } from './check.ts';
import { checks } from './checks.ts';
import { completion, SHELLS, type Shell } from './completion.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { fix } from './fix.ts';
import { groups } from './groups.ts';
import { EXAMPLES, examplesText, FIRST_STEPS } from './help/examples.ts';
import { headingOf, inGroups, OTHER } from './help/option-groups.ts';
import { init } from './init.ts';
import { merge } from './merge.ts';
import { type CommandName, FILTERS } from './names.ts';

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
    if (error.exitCode !== 0) throw new UsageError(oneLine(error.message));
  }
  return code;
}

/** The whole command line as the library has it: for help, for completion and to parse with. `done` is told each exit code. */
export function buildProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('netpolish')
    .description(
      'Finds NetworkPolicies whose fields a template emptied, says what the cluster will do, and merges what belongs together.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_WIDTH,
    })
    .configureHelp({ optionDescription })
    .helpOption('-h, --help', HELP)
    .addHelpText('after', examplesText(FIRST_STEPS))
    .addHelpText('after', EXIT_CODES);
  const command = (name: CommandName, description: string): Command =>
    program
      .command(name)
      .description(description)
      .optionsGroup(OTHER)
      .helpOption('-h, --help', HELP)
      .addHelpText('after', examplesText(EXAMPLES[name]));
  const files = (name: CommandName, description: string, options: readonly Option[], run: FileCommand): void => {
    withOptions(
      command(name, description).argument('[paths...]', 'files, folders, globs, - for standard input'),
      options,
    ).action(async (paths: string[], _values, self: Command) => done(await runOnFiles(run, paths, flagsOf(self), io)));
  };
  program.commandsGroup('Judge:');
  files('check', 'Judge manifests and change nothing.', CHECK_OPTIONS, check);
  withOptions(
    command('checks', 'List the checks, or explain one.').argument('[id]', 'the check to explain'),
    CHECKS_OPTIONS,
  ).action((id: string | undefined, _values, self: Command) => done(checks(id, flagsOf(self), io)));
  withOptions(
    command(
      'chart',
      'Render a chart under the values that its policies depend on; tell which open or close what, and where.',
    ).argument('<chart>', 'the folder of a chart, or a packed one'),
    CHART_OPTIONS,
  ).action(async (folder: string, _values, self: Command) => done(await chart(folder, flagsOf(self), io)));
  program.commandsGroup('Ask:');
  files('explain', 'Tell who may talk to whom, and which policies and rules say so.', EXPLAIN_OPTIONS, explain);
  withOptions(
    command('diff', 'Tell which connections two sets of manifests allow differently.')
      .argument('<old>', 'a file, a folder, a glob, - for standard input: what is there')
      .argument('<new>', 'the same for what is to come'),
    DIFF_OPTIONS,
  ).action(async (old: string, now: string, _values, self: Command) =>
    done(await runOnFiles(diff, [old, now], flagsOf(self), io)),
  );
  files('groups', 'Tell which policies belong together.', GROUPS_OPTIONS, groups);
  program.commandsGroup('Change:');
  files('fix', 'Apply the fixes that keep the allowed traffic; print a diff.', FIX_OPTIONS, fix);
  files('merge', 'Merge the policies of one namespace and podSelector; print the result.', MERGE_OPTIONS, merge);
  program.commandsGroup('In a render:');
  for (const name of FILTERS) withOptions(command(name, FILTER_WORDS[name]), FILTER_OPTIONS);
  program.commandsGroup('Set up:').helpCommand('help [command]', 'Print the help of a command.');
  withOptions(
    command('doctor', 'Find how a folder calls netpolish, and prove with a planted fault that it runs.').argument(
      '[dir]',
      'the folder of pipelines and manifests',
      '.',
    ),
    DOCTOR_OPTIONS,
  ).action(async (dir: string, _values, self: Command) => done(await doctor(dir, flagsOf(self), io)));
  command('init', 'Write a commented netpolish.yaml.')
    .argument('[file]', 'where to write it, - for standard output (default: netpolish.yaml)')
    .action((file?: string) => done(init(file, io)));
  command('completion', 'Print what makes a shell complete commands, options and checks.')
    .addArgument(new Argument('<shell>', 'the shell that is to complete').choices(SHELLS))
    .action((shell: Shell) => done(completion(shell, program, io)));
  return program;
}

/** One width everywhere: what people quote at each other is the same text. */
const HELP_WIDTH = 80;

const HELP = 'print this';

const EXIT_CODES = '\nExit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong use, 3 failure.';

const FILTER_WORDS: Readonly<Record<(typeof FILTERS)[number], string>> = {
  'post-render': 'Helm post-renderer: manifests on standard input, manifests on standard output.',
  fn: 'KRM function (kustomize, kpt): a ResourceList in, a ResourceList with results out.',
};

/** The library would tell the choices once more behind a description that tells them. */
function optionDescription({ description, argChoices = [] }: CommanderOption): string {
  if (argChoices.every((choice) => new RegExp(`\\b${choice}\\b`).test(description))) return description;
  return description.replace(/( \(default: [^)]*\))?$/, (given) => `: ${argChoices.join(', ')}${given}`);
}

/** The library puts what was probably meant on a line of its own, in brackets. */
function oneLine(message: string): string {
  if (message === '(outputHelp)') return 'no such command; `netpolish --help` lists them';
  return message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replaceAll('\n', ' ');
}

async function runOnFiles(run: FileCommand, paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  if (isBypassed(io.env) && run !== merge) {
    io.stderr.write('netpolish: NETPOLISH_BYPASS is set: nothing was done\n');
    return 0;
  }
  return run(paths, flags, io);
}

function withOptions(command: Command, options: readonly Option[]): Command {
  for (const option of inGroups(options)) command.addOption(optionOf(option).helpGroup(headingOf(option.name)));
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
