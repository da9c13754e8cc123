# What the end-to-end tests share.  Called as: test JIANBIAO SOURCE-DIR
# shellcheck shell=sh disable=SC2034
set -u
jb=$1
source=$2
data=$source/testdata
tmp=$(mktemp -d)
trap 'chmod -R u+rwx "$tmp"; rm -rf "$tmp"' EXIT
# nothing of the machine decides what comes out
unset LC_ALL LC_MESSAGES LANG NO_COLOR $(env | sed -n 's/^\(JIANBIAO_[A-Z0-9_]*\)=.*/\1/p')
export HOME="$tmp/home" XDG_CONFIG_HOME="$tmp/config"
failed=0

fail() {
  echo "FAILED: $*" >&2
  failed=1
}

# exits CODE "what it shows" command...; output in $tmp/out and $tmp/err
exits() {
  wanted=$1 what=$2
  shift 2
  "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
  got=$?
  [ "$got" -eq "$wanted" ] || fail "$what: exit $got, not $wanted: $(head -c 400 "$tmp/err")"
}

# says "what it shows" TEXT: standard output has it
says() { grep -qF -- "$2" "$tmp/out" || fail "$1: no \"$2\" in: $(head -c 600 "$tmp/out")"; }
says_not() { ! grep -qF -- "$2" "$tmp/out" || fail "$1: \"$2\" in: $(head -c 600 "$tmp/out")"; }

# complains "what it shows" TEXT: standard error is one line that has it
complains() {
  grep -qF -- "$2" "$tmp/err" || fail "$1: no \"$2\" in: $(cat "$tmp/err")"
  [ "$(wc -l <"$tmp/err")" -eq 1 ] || fail "$1: not one line: $(cat "$tmp/err")"
}

finish() { exit "$failed"; }
