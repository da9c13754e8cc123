#!/bin/sh
# Every row of the table of exit codes, the first that applies.
. "$(dirname "$0")/lib.sh"

exits 2 "no command" "$jb"
exits 2 "unknown command" "$jb" frobnicate
complains "unknown command" "frobnicate"
exits 2 "rules that do not exist" "$jb" scan --rules "$tmp/none" "$data/labelled.png"
complains "rules that do not exist" "$tmp/none"
mkdir "$tmp/rules"
echo '<marks><mark id="x"' >"$tmp/rules/bad.xml"
exits 2 "a broken rule file" "$jb" scan --rules "$tmp/rules" "$data/labelled.png"
complains "a broken rule file" "bad.xml:"
mkdir "$tmp/no-verdict"
cp -r "$source/rules/marks" "$tmp/no-verdict/"
exits 2 "rules without a verdict" "$jb" scan --rules "$tmp/no-verdict" "$data/labelled.png"
complains "rules without a verdict" "verdict.xml"

exits 6 "full disk on standard output" sh -c '"$1" scan --format json "$2" >/dev/full' - "$jb" "$data/labelled.png"
complains "full disk on standard output" "No space left"
exits 6 "full disk on -o" "$jb" scan -o /dev/full "$data/labelled.png"
complains "full disk on -o" "/dev/full"
exits 6 "-o into a folder that is not there" "$jb" scan -o "$tmp/none/x" "$data/labelled.png"
complains "-o into a folder that is not there" "$tmp/none/x"
# a size limit on files is a write error like any other: the old file stays, nothing else does
mkdir "$tmp/limit"
echo old >"$tmp/limit/out"
# shellcheck disable=SC3045
exits 6 "a limit on the size of files" sh -c 'ulimit -f 1; exec "$1" scan -f json -o "$2" "$3"' - \
  "$jb" "$tmp/limit/out" "$data/labelled.png"
complains "a limit on the size of files" "too large"
[ "$(cat "$tmp/limit/out")" = old ] || fail "a limit on the size of files: the old file is gone"
[ "$(ls "$tmp/limit" | wc -l)" -eq 1 ] || fail "a limit on the size of files: $(ls "$tmp/limit")"

exits 1 "--fail-on met" "$jb" scan --fail-on highly_likely "$data/labelled.png"
exits 1 "a violation comes before something inconclusive" \
  "$jb" scan --fail-on highly_likely "$data/labelled.png" "$tmp/none"
exits 0 "--fail-on not met" "$jb" scan --fail-on confirmed "$data/labelled.png"
exits 0 "without a policy nothing fails" "$jb" scan "$data/labelled.png"

exits 3 "a file that is not there" "$jb" scan "$tmp/none.jpg"
complains "a file that is not there" "none.jpg"
says "a file that is not there has a result" "none.jpg"
exits 3 "a damaged file" "$jb" scan "$data/truncated.jpg"
echo "not a picture" >"$tmp/note.txt"
exits 3 "named explicitly, no media counts" "$jb" scan "$tmp/note.txt"

exits 4 "no operand" "$jb" scan
exits 4 "a folder without media" "$jb" scan -r "$tmp/rules"
: >"$tmp/empty"
exits 4 "an empty list" "$jb" scan --files0-from "$tmp/empty"

exits 0 "no label, all checked" "$jb" scan "$data/unmarked.jpg"
says "no label is never called real" "does not mean: not AI"

# a command of a later version says so
for later in report verify compare register crjson serve; do
  exits 2 "$later" "$jb" $later
  complains "$later" "not in this version"
done
"$jb" --help >"$tmp/out"
says_not "help is about this version" "crjson"
finish
