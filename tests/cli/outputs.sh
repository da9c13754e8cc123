#!/bin/sh
# Formats, -o, colour, interruption.
. "$(dirname "$0")/lib.sh"

# at most eight lines a photo, the first with the word and the next step
for f in "$data"/*.png "$data"/*.jpg "$data"/*.gif "$data"/*.heic "$data"/*.svg; do
  for lang in zh en; do
    "$jb" scan --lang $lang "$f" >"$tmp/out" 2>/dev/null
    [ "$(wc -l <"$tmp/out")" -le 8 ] || fail "$f: more than 8 lines: $(cat "$tmp/out")"
    grep -qE '概率|probabilit|[0-9]%' "$tmp/out" && fail "$f: a probability"
  done
done
exits 0 "zh" "$jb" scan --lang zh "$data/labelled.png"
says "zh: word" "高度可能为 AI 生成或编辑  ·  下一步："
says "zh: label" "标识  GB 45438 隐式标识：Label=1（属于生成合成），未签名，可被任何人写入"
says "zh: provider" "统一社会信用代码 9111…012W（校验位正确）"
says "zh: place" "偏移 "
says "zh: not looked at" "未查  "
exits 0 "language of the environment, no such locale" env LANG=zh_CN.UTF-8 "$jb" scan "$data/labelled.png"
says "language of the environment" "下一步"
exits 0 "LC_ALL wins" env LANG=zh_CN.UTF-8 LC_ALL=en_US "$jb" scan "$data/labelled.png"
says "LC_ALL wins" "Next:"
exits 0 "LC_ALL=C wins" env LANG=zh_CN.UTF-8 LC_ALL=C "$jb" scan "$data/labelled.png"
says "LC_ALL=C wins" "Next:"

# -o: whole or not at all, replaced at the end
echo old >"$tmp/result.json"
exits 0 "-o" "$jb" scan -f json -o "$tmp/result.json" "$data/labelled.png"
[ ! -s "$tmp/out" ] || fail "-o: something on standard output"
grep -q '"jianbiao.scan/1"' "$tmp/result.json" || fail "-o: nothing in the file"
[ "$(ls "$tmp" | grep -c result)" -eq 1 ] || fail "-o: a temporary is left"

# colour only where it is wanted
exits 0 "no terminal" "$jb" scan "$data/labelled.png"
LC_ALL=C grep -q "$(printf '\033')" "$tmp/out" && fail "colour in a file"
exits 0 "--color" env NO_COLOR=1 "$jb" scan --color always "$data/labelled.png"
LC_ALL=C grep -q "$(printf '\033')" "$tmp/out" || fail "--color always"

# a reader that leaves, an interrupt
"$jb" scan -f ndjson "$data"/*.jpg 2>"$tmp/err" | head -c 10 >/dev/null
[ ! -s "$tmp/err" ] || fail "a closed pipe is no news: $(cat "$tmp/err")"
mkfifo "$tmp/names"
"$jb" scan -f json --files0-from "$tmp/names" >"$tmp/out" 2>"$tmp/err" &
pid=$!
exec 9>"$tmp/names"
printf '%s\0' "$data/labelled.png" >&9
i=0
while [ ! -s "$tmp/out" ] && [ $i -lt 300 ]; do # the first result is there
  sleep 0.1
  i=$((i + 1))
done
kill -INT $pid
exec 9>&-
wait $pid
[ $? -eq 130 ] || fail "an interrupt: not 130"
tail -1 "$tmp/out" | grep -q '}' || fail "an interrupt: the document is not closed"

# csv, sarif, junit hold what they should
exits 3 "csv" "$jb" scan -f csv --ordered "$data/labelled.png" "$data/truncated.jpg"
says "csv: columns" "ai_origin,label_state"
[ "$(wc -l <"$tmp/out")" -eq 3 ] || fail "csv: rows"
exits 1 "junit" "$jb" scan -f junit --fail-on suspected "$data/labelled.png" "$data/unmarked.jpg"
says "junit: counts" 'tests="2" failures="1" errors="0"'
if command -v xmllint >/dev/null; then
  xmllint --noout "$tmp/out" || fail "junit is no XML"
fi
exits 3 "sarif" "$jb" scan -f sarif "$data/labelled.png" "$data/truncated.jpg"
says "sarif: version" '"version":"2.1.0"'
says "sarif: rule" '"ruleId":"origin.gb45438.well-formed"'
if command -v python3 >/dev/null; then
  python3 -m json.tool "$tmp/out" >/dev/null || fail "sarif is no JSON"
fi
finish
