# What bash offers for a line, one a line: capture.bash FILE LINE, where FILE holds the completion function. Readline's own part
# is played here: what to call, and the names of files where the function leaves them to it.
left=yes
compopt() { if [ "$1" = +o ]; then left=; fi; }
source "$1"
complete -p netpolish | grep -q -- '-o default -F _netpolish netpolish$' || { echo "not registered"; exit 1; }
COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDBREAKS=${COMP_BREAKS-$' \t\n"\'><=;|&(:'}
_netpolish
if [ "${#COMPREPLY[@]}" -gt 0 ]; then
  printf '%s\n' "${COMPREPLY[@]}"
elif [ -n "$left" ]; then
  last=${COMP_LINE##*[ =]}
  compgen -f -- "$last"
fi
