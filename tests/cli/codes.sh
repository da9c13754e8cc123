#!/bin/sh
# Every code of a structural problem that the source can state has its words in
# po/, so that explain knows it.
# Usage: codes.sh SOURCE-DIR
set -u
failed=0
codes=$(grep -rhoE '"[a-z0-9]+\.[a-z0-9-]+"' "$1/src/container" "$1/src/metadata" "$1/src/io" "$1/src/inspect" "$1/src/cli" --include='*.c' |
  tr -d '"' | grep -E '^(bmff|bmp|c2pa|exif|file|format|gif|heif|icc|ifd|iptc|jpeg|jxl|photoshop|png|riff|sef|svg|tiff|webp|xmp)\.' | sort -u)
[ -n "$codes" ] || failed=1
for code in $codes; do
  grep -qxF "msgid \"code.$code\"" "$1/po/en.po" || {
    echo "po/en.po and po/zh_CN.po: no code.$code" >&2
    failed=1
  }
done
exit $failed
