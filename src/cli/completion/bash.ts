import type { CommandModel, Model, OptionModel, Takes } from './model.ts';

/**
 * A script for bash 3.2 and later, without the package bash-completion. It reads the line instead of COMP_WORDS, which breaks
 * words at `=` and `:`; files are left to readline, which alone quotes their names.
 */
export function bashScript({ root, commands }: Model): string {
  const names = commands.map(({ name }) => name);
  const cases = commands.map((command) => commandCase(command));
  return `\
_netpolish_offer() {
  # $1: the words, $2: what they begin with, $3: what stands before that in the same word. Readline replaces only what
  # follows the last = or :, if it breaks words there.
  local cut="" word=""
  case "$COMP_WORDBREAKS" in *=*) case "$3$2" in *=*) cut="$3$2"; cut="\${cut%=*}=" ;; esac ;; esac
  COMPREPLY=()
  for word in $(compgen -W "$1" -- "$2"); do
    word="$3$word"
    COMPREPLY+=("\${word#"$cut"}")
  done
  compopt +o default +o bashdefault 2>/dev/null
}

_netpolish_list() {
  # $1: the items, $2: what may follow each behind a =, $3: the list so far, $4: what stands before it in the same word.
  local last="\${3##*,}"
  local before="$4\${3%"$last"}"
  case "$2:$last" in
    :*) _netpolish_offer "$1" "$last" "$before" ;;
    *=*) _netpolish_offer "$2" "\${last#*=}" "$before\${last%%=*}=" ;;
    *) _netpolish_offer "\${1// /= }=" "$last" "$before"; compopt -o nospace 2>/dev/null ;;
  esac
}

_netpolish() {
  local line="\${COMP_LINE:0:COMP_POINT}"
  local current="\${line##*[[:space:]]}"
  local words valued word
  local command="" expects="" ended="" operands=0
  read -ra words <<< "\${line%"$current"}"
  COMPREPLY=()
  for word in "\${words[@]:1}"; do
    if [ -n "$expects" ]; then expects=""; continue; fi
    case "$ended$word" in
      --) ended=1 ;;
      -*) case " $valued " in *" $word "*) expects="$word" ;; esac ;;
      *)
        if [ -n "$command" ]; then operands=$((operands + 1)); continue; fi
        command="$word"
        case "$command" in
${commands.map((command) => `          ${command.name}) valued="${valuedFlags(command)}" ;;`).join('\n')}
        esac
        ;;
    esac
  done
  local value="$current" before=""
  case "$ended\${expects:+value of }$current" in
    --*=*) expects="\${current%%=*}"; value="\${current#*=}"; before="$expects=" ;;
  esac
  if [ -z "$command" ]; then
    case "$current" in
      -*) _netpolish_offer "${flags(root)}" "$current" "" ;;
      *) _netpolish_offer "${names.join(' ')}" "$current" "" ;;
    esac
    return
  fi
  case "$command" in
${cases.join('\n')}
  esac
}

complete -o bashdefault -o default -F _netpolish netpolish
`;
}

/** What comes once the command is known: the value of an option, an option, or an argument. */
function commandCase(command: CommandModel): string {
  const { name, options, args, variadic } = command;
  const values = options.flatMap((option) => valueCase(option));
  const operands = args.map((takes, at) => {
    const isLast = at === args.length - 1;
    return `            ${variadic && isLast ? '*' : at}) ${offer(takes, '$current', '')} ;;`;
  });
  const nothing = variadic ? [] : [`            *) ${offer({ kind: 'nothing' }, '', '')} ;;`];
  return `\
    ${name})
      case "$expects" in
        "")
          case "$ended$current" in -*) _netpolish_offer "${flags(command)}" "$current" ""; return ;; esac
          case "$operands" in
${[...operands, ...nothing].join('\n')}
          esac
          ;;
${[...values, `        *) ${offer({ kind: 'nothing' }, '', '')} ;;`].join('\n')}
      esac
      ;;`;
}

function valueCase({ flag, takes }: OptionModel): readonly string[] {
  return takes === undefined ? [] : [`        ${flag}) ${offer(takes, '$value', '$before')} ;;`];
}

function offer(takes: Takes, value: string, before: string): string {
  switch (takes.kind) {
    case 'words':
      return `_netpolish_offer "${takes.words.join(' ')}" "${value}" "${before}"`;
    case 'list':
      return `_netpolish_list "${takes.items.join(' ')}" "${takes.levels.join(' ')}" "${value}" "${before}"`;
    case 'files':
      return ': files';
    case 'nothing':
      return '_netpolish_offer "" "" ""';
  }
}

function flags({ options }: CommandModel): string {
  return options.map(({ flag }) => flag).join(' ');
}

/** The options whose value is the next word; an optional value stands behind a `=`. */
function valuedFlags({ options }: CommandModel): string {
  return options
    .filter(({ takes, optional }) => takes !== undefined && !optional)
    .map(({ flag }) => flag)
    .join(' ');
}
