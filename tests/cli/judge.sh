#!/bin/sh
# Saved results judged again: same rules and date, same core.
. "$(dirname "$0")/lib.sh"
core() { grep -o '"core_sha256": *"[0-9a-f]*"' "$1" | tr -d ' '; }

at='--time 2026-11-23T00:00:00Z --as-of 2026-11-23'
# shellcheck disable=SC2086
exits 3 "scan" "$jb" scan $at -f ndjson --ordered "$data/labelled.png" "$data/truncated.jpg" "$data/comfyui.png"
cp "$tmp/out" "$tmp/saved.ndjson"
exits 3 "judge ndjson" "$jb" judge -f ndjson "$tmp/saved.ndjson"
[ "$(core "$tmp/out")" = "$(core "$tmp/saved.ndjson")" ] || fail "judging again changed a core"
# shellcheck disable=SC2086
exits 3 "scan json" "$jb" scan $at -f json --ordered "$data/labelled.png" "$data/truncated.jpg" "$data/comfyui.png"
cp "$tmp/out" "$tmp/saved.json"
[ "$(core "$tmp/saved.json")" = "$(core "$tmp/saved.ndjson")" ] || fail "json and ndjson have other cores"
exits 3 "judge json" "$jb" judge -f ndjson "$tmp/saved.json"
[ "$(core "$tmp/out")" = "$(core "$tmp/saved.ndjson")" ] || fail "judging json changed a core"
"$jb" judge -f csv - <"$tmp/saved.ndjson" >"$tmp/out" 2>/dev/null
says "judge from standard input" "highly_likely"

# a second run of the same is the same
# shellcheck disable=SC2086
exits 0 "again" "$jb" scan $at -f ndjson "$data/labelled.png"
[ "$(core "$tmp/out")" = "$(core "$tmp/saved.ndjson" | head -1)" ] || fail "a second run has another core"

# another date picks other rules: before the Measures were in force
exits 3 "another date" "$jb" judge --as-of 2020-01-01 -f ndjson "$tmp/saved.ndjson"
grep -q '"as_of":"2020-01-01"' "$tmp/out" || fail "--as-of is not in the result"
[ "$(core "$tmp/out")" != "$(core "$tmp/saved.ndjson")" ] || fail "--as-of changed nothing"
exits 1 "a policy" "$jb" judge --fail-on suspected "$tmp/saved.ndjson"

# what was changed is refused, the others go on
sed '1s/"Label","value":"1"/"Label","value":"3"/' "$tmp/saved.ndjson" >"$tmp/changed.ndjson"
exits 3 "a changed result" "$jb" judge -f csv "$tmp/changed.ndjson"
complains "a changed result" "changed.ndjson #1: core_sha256 does not match"
says "the others go on" "comfyui.png"
echo '{"schema":"jianbiao.inspection/9"}' >"$tmp/other.json"
exits 3 "another schema" "$jb" judge "$tmp/other.json"
complains "another schema" "schema is not"
exits 3 "not there" "$jb" judge "$tmp/none.json"
: >"$tmp/empty"
exits 3 "an empty file" "$jb" judge "$tmp/empty"
exits 4 "no operand" "$jb" judge
finish
