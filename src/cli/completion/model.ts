import type { Argument, Command, Option } from 'commander';
import { CHECKS } from '../../checks/index.ts';
import { LEVELS } from '../../config/settings.ts';
import { REPORTERS } from '../../report/index.ts';

/** What can be offered for a value: words, files, a list with commas of items (`item=level` where there are levels), or nothing. */
export type Takes =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | {
      readonly kind: 'list';
      readonly name: string;
      readonly items: readonly string[];
      readonly levels: readonly string[];
    }
  | { readonly kind: 'files' | 'nothing' };

/** An option with its dashes; `takes` is left out where it takes no value. */
export type OptionModel = {
  readonly flag: string;
  readonly description: string;
  readonly takes?: Takes;
  /** Its value may be left out; where it is given, it stands behind `=`. */
  readonly optional: boolean;
  readonly repeats: boolean;
};

/** A command, and what its arguments are; the last one counts for all that follow where `variadic`. */
export type CommandModel = {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionModel[];
  readonly args: readonly Takes[];
  readonly variadic: boolean;
};

/** All that a shell can complete: the command line without a command, and every command. */
export type Model = { readonly root: CommandModel; readonly commands: readonly CommandModel[] };

const FILES: Takes = { kind: 'files' };
const NOTHING: Takes = { kind: 'nothing' };
const FORMATS: Takes = { kind: 'words', words: Object.keys(REPORTERS) };
const IDS: readonly string[] = CHECKS.map(({ id }) => id);

/**
 * What a value is, by the word that stands for it in the help. A word that is not here fits nothing that could be offered;
 * a test wants each of them named.
 */
export const VALUES: Readonly<Record<string, Takes>> = {
  file: FILES,
  path: FILES,
  paths: FILES,
  old: FILES,
  new: FILES,
  dir: FILES,
  chart: FILES,
  id: { kind: 'words', words: IDS },
  'format[=file]': FORMATS,
  'format=file': FORMATS,
  findings: { kind: 'list', name: 'findings', items: IDS, levels: [] },
  severities: { kind: 'list', name: 'severities', items: IDS, levels: LEVELS },
  ns: NOTHING,
  version: NOTHING,
  name: NOTHING,
  labels: NOTHING,
  end: NOTHING,
  port: NOTHING,
  'ns:labels': NOTHING,
  'key=value': NOTHING,
  'key=json': NOTHING,
  'key=file': NOTHING,
  much: NOTHING,
  number: NOTHING,
  seconds: NOTHING,
};

/** What the help of the whole command line shows, and nothing that it hides. */
export function modelOf(program: Command): Model {
  const visible = program.createHelp().visibleCommands(program);
  const names = visible.map((command) => command.name());
  return { root: commandOf(program, names), commands: visible.map((command) => commandOf(command, names)) };
}

function commandOf(command: Command, names: readonly string[]): CommandModel {
  const args = command.registeredArguments;
  return {
    name: command.name(),
    description: command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .flatMap((option) => optionOf(option)),
    args: args.map((argument) => argumentOf(argument, names)),
    variadic: args.at(-1)?.variadic === true,
  };
}

function optionOf(option: Option): readonly OptionModel[] {
  const { long, flags, description, argChoices, required, optional, parseArg } = option;
  if (long === undefined || long === null) return [];
  const placeholder = /[<[](.*)[>\]]/.exec(flags)?.[1] ?? '';
  return [
    {
      flag: long,
      description,
      ...((required || optional) && { takes: takesOf(argChoices, placeholder) }),
      optional: optional && !required,
      repeats: argChoices === undefined && parseArg !== undefined,
    },
  ];
}

function argumentOf(argument: Argument, names: readonly string[]): Takes {
  const isCommand = argument.name() === 'command';
  return isCommand ? { kind: 'words', words: names } : takesOf(argument.argChoices, argument.name());
}

function takesOf(choices: readonly string[] | undefined, placeholder: string): Takes {
  return choices === undefined ? (VALUES[placeholder] ?? NOTHING) : { kind: 'words', words: choices };
}
