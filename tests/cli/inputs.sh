#!/bin/sh
# Standard input, lists, folders, links, pipes, and names that mean harm.
. "$(dirname "$0")/lib.sh"

"$jb" scan -f csv - <"$data/labelled.png" >"$tmp/out" || fail "standard input: exit $?"
says "standard input" "highly_likely"
cat "$data/labelled.png" | "$jb" scan -f csv - >"$tmp/out" || fail "a pipe: exit $?"
says "a pipe" "highly_likely"
exits 3 "- twice" "$jb" scan - -
grep -q "only once" "$tmp/err" || fail "- twice: $(cat "$tmp/err")"

printf '%s\0%s' "$data/labelled.png" "$data/unmarked.jpg" >"$tmp/list"
exits 0 "a list" "$jb" scan -f csv --ordered --files0-from "$tmp/list"
[ "$(wc -l <"$tmp/out")" -eq 3 ] || fail "a list: $(cat "$tmp/out")"
"$jb" scan -f csv --files0-from - <"$tmp/list" >"$tmp/out" || fail "a list from standard input"
says "a list from standard input" "unmarked.jpg"
printf '%s\0\0%s\0' "$data/labelled.png" "$data/unmarked.jpg" >"$tmp/list"
exits 3 "an empty name in a list" "$jb" scan -f csv --files0-from "$tmp/list"
says "the names behind an empty one" "unmarked.jpg"

mkdir -p "$tmp/tree/a/b"
cp "$data/labelled.png" "$tmp/tree/a/1.png"
cp "$data/unmarked.jpg" "$tmp/tree/a/b/2.jpg"
echo text >"$tmp/tree/readme.txt"
ln -s .. "$tmp/tree/a/loop"
ln -s /etc/passwd "$tmp/tree/a/link.png"
mkfifo "$tmp/tree/a/pipe.jpg"
exits 3 "a folder without -r" "$jb" scan "$tmp/tree"
complains "a folder without -r" "use -r"
exits 0 "a folder" timeout 20 "$jb" scan -r --ordered "$tmp/tree"
says "a folder" "2 files"
says "what is no media is skipped" "skipped (no media) 1"
says_not "links are not followed" "link.png"
grep -q "readme.txt.*skipped" "$tmp/err" || fail "what is skipped is named: $(cat "$tmp/err")"
exits 0 "a folder in json" "$jb" scan -q -f json -r "$tmp/tree"
says "what is skipped is named in json" '"skipped_names":["'"$tmp"'/tree/readme.txt"]'
[ ! -s "$tmp/err" ] || fail "--quiet: $(cat "$tmp/err")"

# only what is no media may be skipped
mkdir "$tmp/bad"
: >"$tmp/bad/photo.jpg"
: >"$tmp/bad/empty"
printf 'smashed head' >"$tmp/bad/head.jpg"
printf 'P2 is no picture' >"$tmp/bad/note.txt"
printf 'let x = 1' >"$tmp/bad/code.ts"
printf '\0\0\0\030ftypisom\0\0\0\0isommp42\0\0\0\010mdat' >"$tmp/bad/film"
printf 'RIFF\044\0\0\0WAVEfmt ' >"$tmp/bad/sound.wav"
printf '%%PDF-1.7\n' >"$tmp/bad/paper"
printf 'PK\003\004archive' >"$tmp/bad/renamed.png"
printf 'PK\003\004archive' >"$tmp/bad/archive.zip"
exits 3 "damaged and unsupported media" "$jb" scan -r --ordered -f csv "$tmp/bad"
for name in photo.jpg head.jpg film sound.wav paper renamed.png; do says "media is not skipped" "/$name,"; done
[ "$(wc -l <"$tmp/out")" -eq 7 ] || fail "no media is skipped: $(cat "$tmp/out")"
why() { # FILE CODE
  exits 3 "$1" "$jb" scan -f ndjson "$1"
  says "$1" "\"check\":\"format\",\"why\":\"input\",\"detail\":\"$2\""
}
why "$tmp/bad/photo.jpg" file.empty
why "$tmp/bad/head.jpg" file.damaged
why "$tmp/bad/film" format.unsupported
why "$tmp/bad/note.txt" format.unknown
why "$tmp/none.jpg" file.not-found
why "$tmp/bad" file.directory
why "$tmp/tree/a/pipe.jpg" file.not-regular

exits 3 "a pipe named explicitly" timeout 20 "$jb" scan "$tmp/tree/a/pipe.jpg"
complains "a pipe named explicitly" "no regular file"
exits 3 "a device" "$jb" scan /dev/zero
ln -s self "$tmp/self"
exits 3 "a link to itself" "$jb" scan "$tmp/self"
complains "a link to itself" "symbolic links"
if [ "$(id -u)" -ne 0 ]; then
  cp "$data/labelled.png" "$tmp/secret.png"
  chmod 0 "$tmp/secret.png"
  exits 3 "an unreadable file" "$jb" scan "$tmp/secret.png"
  complains "an unreadable file" "Permission denied"
  why "$tmp/secret.png" file.permission
  mkdir -m 0 "$tmp/tree/closed"
  exits 3 "an unreadable folder" "$jb" scan -qr "$tmp/tree"
  complains "an unreadable folder" "closed"
fi

# in order, whatever is slow; each input has one result
set --
for i in 1 2 3 4 5 6 7 8 9; do
  cp "$data/labelled.png" "$tmp/in$i.png"
  set -- "$@" "$tmp/in$i.png"
done
exits 3 "order" "$jb" scan -f csv --ordered -j3 "$@" "$tmp/none" "$tmp/in1.png"
sed 1d "$tmp/out" | sed 's/,.*//; s/.*in//; s/.png//' | tr -d '\n' >"$tmp/order"
[ "$(cat "$tmp/order")" = "123456789$tmp/none1" ] || fail "order: $(cat "$tmp/order")"

# names: bidi, escape sequences, line breaks, no UTF-8, formulas
evil="$tmp/$(printf '\033[31mred\342\200\256gpj\nline\377.png')"
cp "$data/labelled.png" "$evil"
exits 0 "a hostile name" "$jb" scan "$evil"
LC_ALL=C grep -q "$(printf '\033')" "$tmp/out" && fail "an escape sequence reached the terminal"
LC_ALL=C grep -q "$(printf '\342\200\256')" "$tmp/out" && fail "a bidi override reached the terminal"
says "a hostile name is shown escaped" 'gpj\x0Aline\xFF.png'
exits 0 "a hostile name in json" "$jb" scan -f ndjson "$evil"
[ "$(wc -l <"$tmp/out")" -eq 1 ] || fail "ndjson is not one line"
(cd "$tmp" && cp in1.png '=cmd()|x.png' && cp in1.png '+1.png' && "$jb" scan -f csv --ordered ./in1.png '=cmd()|x.png' +1.png >out)
says "a formula is defused" "\"'=cmd()|x.png\""
says "a sum is defused" "\"'+1.png\""
long=$(printf 'x%.0s' $(seq 1 240)).png
cp "$data/labelled.png" "$tmp/$long"
exits 0 "a long name" "$jb" scan "$tmp/$long"
[ "$(wc -L <"$tmp/out")" -le 220 ] || fail "a long name makes a long line"
finish
