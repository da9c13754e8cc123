#!/bin/sh
# --policy: rules, waivers, what is undetermined; mistakes in it.
. "$(dirname "$0")/lib.sh"

with() { # CODE what JSON file
  printf '%s\n' "$3" >"$tmp/policy.json"
  exits "$1" "$2" "$jb" scan --policy "$tmp/policy.json" "$4"
}
# the label of this file has no provider
bad=$data/labelled-no-producer.png
rule=$("$jb" scan -f ndjson "$bad" | tr '{' '\n' | sed -n 's/.*"rule":"\([^"]*\)".*"outcome":"violated".*/\1/p' | head -1)
[ -n "$rule" ] || fail "no rule is violated by $bad"
sha=$(sha256sum "$bad" | cut -c1-64)
with 1 "a violated rule" "{\"id\":\"p\",\"rules\":[\"$rule\"]}" "$bad"
says "a violated rule is named" "$rule"
with 0 "a rule that is met" "{\"id\":\"p\",\"rules\":[\"$rule\"]}" "$data/labelled.png"
with 0 "no rules" '{"id":"p","rules":[]}' "$bad"
with 0 "waived by file" "{\"id\":\"p\",\"rules\":[\"$rule\"],\"waivers\":[{\"sha256\":\"$sha\",\"until\":\"9999-01-01\",\"reason\":\"known\"}]}" "$bad"
with 0 "waived by rule" "{\"id\":\"p\",\"rules\":[\"$rule\"],\"waivers\":[{\"rule\":\"$rule\",\"until\":\"9999-01-01\",\"reason\":\"known\"}]}" "$bad"
with 1 "a waiver that ended" "{\"id\":\"p\",\"rules\":[\"$rule\"],\"waivers\":[{\"rule\":\"$rule\",\"until\":\"2020-01-01\",\"reason\":\"known\"}]}" "$bad"
cut=$data/truncated.jpg
undetermined=$("$jb" scan -f ndjson "$cut" | tr '{' '\n' | sed -n 's/.*"rule":"\([^"]*\)".*"outcome":"undetermined".*/\1/p' | head -1)
if [ -n "$undetermined" ]; then
  with 1 "undetermined fails" "{\"id\":\"p\",\"rules\":[\"$undetermined\"],\"on_undetermined\":\"fail\"}" "$cut"
  with 3 "a cut file stays inconclusive" "{\"id\":\"p\",\"rules\":[\"$undetermined\"]}" "$cut"
fi
# a rule that the file cannot settle, though everything was looked at: said, no exit 3
with 0 "undetermined is reported" '{"id":"p","rules":["cn.measures.5"],"on_undetermined":"report"}' "$data/unmarked.jpg"
with 1 "the same, to fail" '{"id":"p","rules":["cn.measures.5"],"on_undetermined":"fail"}' "$data/unmarked.jpg"

wrong() { # TEXT JSON
  with 2 "$2" "$2" "$bad"
  complains "$2" "$1"
}
wrong "policy.json:2: unknown member of a policy: rule" "{\"id\":\"p\",
\"rule\":[]}"
wrong "no rule is called cn.nothing" '{"id":"p","rules":["cn.nothing"]}'
wrong "rules is no list" '{"id":"p","rules":"x"}'
wrong "on_undetermined is fail, pass or report" '{"id":"p","on_undetermined":"maybe"}'
wrong "reason" '{"id":"p","waivers":[{"rule":"cn.measures.6-1","until":"2027-01-01"}]}'
wrong "until" '{"id":"p","waivers":[{"rule":"cn.measures.6-1","until":"soon","reason":"y"}]}'
wrong "policy.json:" '{'
exits 2 "a policy that is not there" "$jb" scan --policy "$tmp/none.json" "$bad"
complains "a policy that is not there" "none.json"
finish
