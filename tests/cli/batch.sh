#!/bin/sh
# batch: one line out for one line in, in order, whatever comes.
. "$(dirname "$0")/lib.sh"
b64=$(base64 -w0 "$data/labelled.png")
{
  echo "{\"id\":\"1\",\"path\":\"$data/labelled.png\"}"
  echo "{\"id\":2,\"bytes_b64\":\"$b64\",\"hints\":{\"name\":\"x.png\"}}"
  echo "not json"
  echo ""
  echo "{\"id\":\"none\",\"path\":\"$tmp/none.jpg\"}"
  echo "{\"id\":\"both\",\"path\":\"a\",\"bytes_b64\":\"\"}"
  echo "{\"id\":\"b64\",\"bytes_b64\":\"!!!\"}"
  echo "{\"id\":\"hints\",\"path\":\"$data/unmarked.jpg\",\"hints\":{\"declared\":true}}"
  echo "{\"id\":[1],\"path\":\"x\"}"
  printf '{"id":"last","path":"%s"}' "$data/comfyui.png" # no line end
} >"$tmp/jobs"
"$jb" batch <"$tmp/jobs" >"$tmp/out" 2>"$tmp/err" || fail "batch: exit $?"
[ "$(wc -l <"$tmp/out")" -eq 10 ] || fail "batch: $(wc -l <"$tmp/out") lines"
line() { sed -n "$1p" "$tmp/out"; }
has() { line "$1" | grep -qF -- "$2" || fail "line $1: no $2: $(line "$1" | head -c 300)"; }
has 1 '{"schema":"jianbiao.inspection/1","id":"1",'
has 1 '"ai_origin":"highly_likely"'
has 2 '"id":2,'
has 2 '"name":"x.png"'
has 2 '"ai_origin":"highly_likely"'
has 3 '{"schema":"jianbiao.error/1","id":null,"line":3,"error":'
has 4 '"line":4'
has 5 '"id":"none"'
has 5 '"why":"input"'
has 6 'one of path and bytes_b64'
has 7 'no base64'
has 8 '"declared":true'
has 8 '"cn_class":"possible"'
has 9 'id is no string'
has 10 '"id":"last"'
# fast is the tier of batch
has 1 '"tier":"fast"'
# the lines are results that judge takes
line 1 >"$tmp/one.ndjson"
exits 0 "a line is a result" "$jb" judge -f csv "$tmp/one.ndjson"

# an answer comes before the next question
mkfifo "$tmp/in" "$tmp/from"
"$jb" batch <"$tmp/in" >"$tmp/from" &
pid=$!
exec 8>"$tmp/in" 9<"$tmp/from"
for i in 1 2 3; do
  echo "{\"id\":$i,\"path\":\"$data/labelled.png\"}" >&8
  IFS= read -r answer <&9
  case $answer in *"\"id\":$i,"*) ;; *) fail "answer $i: $answer" ;; esac
done
exec 8>&-
wait $pid || fail "batch ends with its input"
exits 2 "operands" "$jb" batch x
finish
