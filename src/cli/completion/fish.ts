import type { CommandModel, Model, OptionModel, Takes } from './model.ts';

/** A script for fish 3.0 and later. */
export function fishScript({ root, commands }: Model): string {
  const names = commands.map(({ name, description }) =>
    complete('__netpolish_is ""', `-f -a ${name} -d ${quoted(description)}`),
  );
  const rootOptions = root.options.map((option) => optionLine('__netpolish_is ""', option));
  return `\
function __netpolish_is
    # Whether the command on the line is this one; "" for none yet.
    set -l tokens (commandline -opc)
    for token in $tokens[2..-1]
        string match -q -- '-*' $token
        or begin
            test "$token" = "$argv[1]"
            return
        end
    end
    test -z "$argv[1]"
end

function __netpolish_list
    # A list with commas: every item behind what stands before the last comma.
    set -l typed (string replace -r -- '^--[^=]*=' '' (commandline -ct))
    set -l before (string replace -r -- '[^,]*$' '' "$typed")
    for item in $argv
        echo "$before$item"
    end
end

complete -c netpolish -e
complete -c netpolish -f
${[...names, ...rootOptions, ...commands.flatMap(commandLines)].join('\n')}
`;
}

function commandLines({ name, options, args, variadic }: CommandModel): readonly string[] {
  const isCommand = `__netpolish_is ${name}`;
  // fish does not count arguments; of two kinds the first is what a person asks for.
  const [takes] = args;
  const offered = takes === undefined ? [] : [argumentLine(isCommand, takes, variadic || args.length > 1)];
  return [...offered, ...options.map((option) => optionLine(isCommand, option))];
}

function argumentLine(condition: string, takes: Takes, isMany: boolean): string {
  if (takes.kind === 'files') return complete(condition, '-F');
  const once = isMany ? condition : `${condition}; and test (count (commandline -opc)) -le 2`;
  return complete(once, `-f ${values(takes)}`);
}

function optionLine(condition: string, { flag, description, takes, optional }: OptionModel): string {
  const words = `-l ${flag.slice(2)} -d ${quoted(description)}`;
  if (takes === undefined) return complete(condition, words);
  if (optional) return complete(condition, `${words} -f ${values(takes)}`);
  return complete(condition, takes.kind === 'files' ? `${words} -r -F` : `${words} -x ${values(takes)}`);
}

function values(takes: Takes): string {
  if (takes.kind === 'words') return `-a ${quoted(takes.words.join(' '))}`;
  if (takes.kind !== 'list') return '';
  const { items, levels } = takes;
  const each = levels.length === 0 ? items : items.flatMap((item) => levels.map((level) => `${item}=${level}`));
  return `-a ${quoted(`(__netpolish_list ${each.join(' ')})`)}`;
}

function complete(condition: string, rest: string): string {
  return `complete -c netpolish -n ${quoted(condition)} ${rest}`.trimEnd();
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
