#!/bin/sh
# po/: gettext's own check, both languages, and what our compiler refuses.
# Usage: messages.sh SOURCE-DIR PO2C
set -u
source=$1
po2c=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
for lang in en zh_CN; do
  if command -v msgfmt >/dev/null; then
    msgfmt -c -o /dev/null "$source/po/$lang.po" || failed=1
  fi
done
refuses() { # TEXT en zh
  printf '%s\n' "$2" >"$tmp/en.po"
  printf '%s\n' "$3" >"$tmp/zh.po"
  if "$po2c" "$tmp/h" "$tmp/t" "$tmp/en.po" "$tmp/zh.po" 2>"$tmp/err" || ! grep -qF "$1" "$tmp/err"; then
    echo "FAILED: $1: $(cat "$tmp/err")" >&2
    failed=1
  fi
}
a='msgid "a.b"
msgstr "text {1}"'
refuses "no translation: a.b" "$a" ''
refuses "zh.po:2: no translation" "$a" 'msgid "a.b"
msgstr ""'
refuses "twice: a.b" "$a
$a" "$a"
refuses "placeholders differ: a.b" "$a" 'msgid "a.b"
msgstr "{2}"'
refuses "small letters" 'msgid "A"
msgstr "x"' ''
refuses "quote is not closed" 'msgid "a' ''
exit $failed
