# What zsh offers for a line, one a line: capture.zsh FILE LINE, where FILE holds the completion function. zsh completes only
# at a terminal, so it is given a pseudo terminal, and `compadd`, through which every offer goes, writes them to a file.
zmodload zsh/zpty
offers=$(mktemp) setup=$(mktemp)
cat > $setup <<'SETUP'
PROMPT=
autoload -Uz compinit && compinit -u -D
bindkey '^I' complete-word
setopt no_list_beep
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits
  builtin compadd -A hits "$@"
  print -rl -- $hits >> $OFFERS
  builtin compadd "$@"
}
finish() { print -r -- END >> $OFFERS; exit }
comppostfuncs=(finish)
SETUP
zpty child "OFFERS=$offers zsh -f -i"
zpty -w child "source $setup; source $1; print rea''dy"
while zpty -r child reply; do [[ $reply == *ready* ]] && break; done
zpty -w -n child "$2"$'\t'
for turn in {1..200}; do
  [[ $(tail -n 1 $offers) == END ]] && break
  sleep 0.02
done
zpty -d child 2>/dev/null
sed '$d' $offers
rm -f $offers $setup
