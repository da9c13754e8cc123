#!/bin/sh
# Bad usage: one clear line that names what and where, exit 2.
. "$(dirname "$0")/lib.sh"

wrong() { # TEXT arguments...
  text=$1
  shift
  exits 2 "$*" "$jb" "$@"
  complains "$*" "$text"
  [ ! -s "$tmp/out" ] || fail "$*: something on standard output"
}
wrong "did you mean --recursive" scan --recursvie x
wrong "--format: \"xml\" is none of text|json" scan --format xml x
wrong "--format: \"\" is none of" scan --format= x
wrong "a value is missing: FORMAT" scan --format
wrong "-j: \"many\" is no number" scan -j many x
wrong "-Z: unknown option" scan -Z x
wrong "--limits: \"scan\" does not take" scan --limits x
wrong "--ordered: takes no value" scan --ordered=1 x
wrong "--fast, --full, --deep: only one" scan --fast --deep x
wrong "--as-of: a date like" scan --as-of 2026-13-01 "$data/labelled.png"
wrong "--time: a time like" scan --time noon "$data/labelled.png"
wrong "--fail-on: \"ai\" is none of" scan --fail-on ai x
wrong "none.list: No such file" scan --files0-from "$tmp/none.list"
wrong "\\x1B[31m" scan "--f$(printf '\033')[31m" x # what was typed is escaped

# settings: file, variable, flag; each wins over the one before
mkdir -p "$XDG_CONFIG_HOME/jianbiao"
config=$XDG_CONFIG_HOME/jianbiao/config
printf '# mine\nformat = csv\nlang=zh\n' >"$config"
exits 0 "format from the file" "$jb" scan "$data/labelled.png"
says "format from the file" "path,format,width"
JIANBIAO_FORMAT=ndjson exits 0 "format from the variable" "$jb" scan "$data/labelled.png"
says "format from the variable" '{"schema":"jianbiao.inspection/1"'
JIANBIAO_FORMAT=ndjson exits 0 "format from the flag" "$jb" scan -f text "$data/labelled.png"
says "format from the flag, language from the file" "高度可能"
printf 'format = csv\ncolour = always\n' >"$config"
wrong "config:2: no option of that name" scan --lang=en "$data/labelled.png"
printf 'format\n' >"$config"
wrong "config:1: a line" scan "$data/labelled.png"
printf 'format = xml\n' >"$config"
wrong "config:1: \"xml\" is none of" scan "$data/labelled.png"
rm "$config"
export JIANBIAO_JOBS=several
wrong "JIANBIAO_JOBS: \"several\" is no number" scan "$data/labelled.png"
unset JIANBIAO_JOBS

wrong "--jobs: at least 1" scan -j0 "$data/labelled.png"
if [ "$(id -u)" -ne 0 ]; then
  mkdir -p "$tmp/foreign/jianbiao"
  chmod 0 "$tmp/foreign"
  XDG_CONFIG_HOME=$tmp/foreign exits 0 "a closed folder of settings" "$jb" scan "$data/labelled.png"
  complains "a closed folder of settings" "treated as absent"
fi
exits 0 "doctor" "$jb" doctor --rules "$source/tests/../rules"
says_not "doctor: a clean path" "/../"

# options may follow operands; -- ends them
exits 0 "options after operands" "$jb" scan "$data/labelled.png" -fcsv
cp "$data/labelled.png" "$tmp/-r"
(cd "$tmp" && "$jb" scan -- -r >out) || fail "-- ends options"
says "-- ends options" "highly likely"
finish
