import type { CommandModel, Model, OptionModel, Takes } from './model.ts';

/** A script for zsh's own completion system: a file `_netpolish` in a folder of `$fpath`, or sourced after `compinit`. */
export function zshScript({ root, commands }: Model): string {
  const names = commands.map(({ name, description }) => `    ${quoted(`${name}:${escaped(description)}`)}`);
  return `\
#compdef netpolish
${listsOf(commands).map(listFunction).join('\n')}
_netpolish() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  local -a commands
  commands=(
${names.join('\n')}
  )
  _arguments -C ${root.options.map(specOf).map(quoted).join(' ')} '1: :->command' '*:: :->rest'
  case "$state" in
    command) _describe -t commands command commands ;;
    rest)
      case "$words[1]" in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}

if [ "$funcstack[1]" = _netpolish ]; then
  _netpolish "$@"
else
  compdef _netpolish netpolish
fi
`;
}

function commandCase({ name, options, args, variadic }: CommandModel): string {
  const operands = args.map((takes, at) => {
    const place = variadic && at === args.length - 1 ? '*' : at + 1;
    return `${place}: :${action(takes)}`;
  });
  const specs = [...options.map(specOf), ...operands].map((spec) => `          ${quoted(spec)}`);
  return `        ${name})\n          _arguments -s -S \\\n${specs.join(' \\\n')}\n          ;;`;
}

/** An option in the words of `_arguments`: `--flag=` takes its value behind a blank or a `=`, `--flag=-` only behind a `=`. */
function specOf({ flag, description, takes, optional, repeats }: OptionModel): string {
  const words = `[${escaped(description)}]`;
  const star = repeats ? '*' : '';
  if (takes === undefined) return `${star}${flag}${words}`;
  return optional ? `${star}${flag}=-${words}:: :${action(takes)}` : `${star}${flag}=${words}: :${action(takes)}`;
}

function action(takes: Takes): string {
  switch (takes.kind) {
    case 'words':
      return `(${takes.words.join(' ')})`;
    case 'list':
      return `_netpolish_${takes.name}`;
    case 'files':
      return '_files';
    case 'nothing':
      return ' ';
  }
}

type List = Takes & { readonly kind: 'list' };

/** Every list that some option takes, once. */
function listsOf(commands: readonly CommandModel[]): readonly List[] {
  const taken = commands.flatMap(({ options }) => options.map(({ takes }) => takes));
  const lists = taken.filter((takes): takes is List => takes?.kind === 'list');
  return [...new Map(lists.map((list) => [list.name, list])).values()];
}

function listFunction({ name, items, levels }: List): string {
  const value = levels.length === 0 ? '' : `: :(${levels.join(' ')})`;
  const words = items.map((item) => quoted(`${item}${value}`));
  return `_netpolish_${name}() {\n  _values -s , check ${words.join(' ')}\n}\n`;
}

function escaped(text: string): string {
  return text.replace(/[\\:[\]]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
