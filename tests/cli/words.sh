#!/bin/sh
# explain, rules, tree, doctor, help, man page and completions.
. "$(dirname "$0")/lib.sh"

# the words that scan prints can be looked up, in both languages
for word in 高度可能 确证 疑似 未发现 无法判定 完整 不完整 被改动 有被去除的迹象 无标识 近似原始文件 \
  转存件 转码件 疑似截屏 属于生成合成 隐式标识 提供者编码 统一社会信用代码 校验位 内容编号 未签名 偏移 \
  SHA-256 检材 第六条 标识 标记 痕迹 状态 位置 策略 受阻 未查 SynthID 公开水印 可见标识 XMP 下一步; do
  exits 0 "explain $word" "$jb" explain --lang zh "$word"
done
for word in confirmed highly_likely suspected none_found undetermined intact incomplete altered \
  stripped absent original-like "implicit label" "provider code" "company number" "check digits" \
  "content number" unsigned offset "this copy" "Article 6" Label Mark Traces State Place Policy \
  Blocked "Not done" Next; do
  exits 0 "explain $word" "$jb" explain "$word"
done
exits 2 "a word of nobody" "$jb" explain xyzzy
complains "a word of nobody" "xyzzy"
exits 0 "a rule" "$jb" explain origin.gb45438.well-formed
says "a rule: meaning" "Label 1"
exits 0 "a check" "$jb" explain producer-uscc
exits 0 "a probe" "$jb" explain structure
exits 0 "why" "$jb" explain origin.gb45438.well-formed "$data/labelled.png"
says "why: evidence" "#0"
exits 0 "not why" "$jb" explain origin.gb45438.well-formed "$data/unmarked.jpg"
says "not why" "did not apply"
exits 0 "why: a label's row" "$jb" explain label.gb45438.conflict "$data/labelled-conflict.png"
says "why: a label's row" "gave gb45438 = altered"
exits 0 "why: a next step" "$jb" explain ask-provider "$data/labelled.png"
says "why: a next step" "one of the next steps"
exits 0 "why: not in force" "$jb" explain --as-of 2020-01-01 cn.measures.5 "$data/labelled.png"
says "why: not in force" "not in force on 2020-01-01"
exits 0 "why: not applicable" "$jb" explain cn.gb45438.e-b.json "$data/unmarked.jpg"
says "why: not applicable" "does not apply"
exits 0 "why: the beginning of a code" "$jb" explain gb45438 "$data/labelled.png"
says "why: the beginning of a code" "GB 45438 implicit label: Label=1"
exits 2 "explain nothing" "$jb" explain

exits 0 "rules list" "$jb" rules list
says "rules list" "origin.gb45438.well-formed"
exits 0 "rules show" "$jb" rules show origin.gb45438.well-formed
says "rules show: file" "verdict.xml:"
exits 2 "rules show of nothing" "$jb" rules show nothing
exits 0 "rules check" "$jb" rules check "$source/rules"
mkdir "$tmp/rules"
echo '<verdict/>' >"$tmp/rules/x.xml"
exits 2 "rules check of a broken folder" "$jb" rules check "$tmp/rules"
grep -q "x.xml:1: <verdict> needs" "$tmp/err" || fail "rules check names file and line"
exits 2 "rules frob" "$jb" rules frob

exits 0 "tree" "$jb" tree --bytes 16 "$data/labelled.png"
says "tree: part" "iTXt xmp"
says "tree: value with offset" "Xmp."
says "tree: bytes" "|"
says "tree: finding" "gb45438.label"
says "tree: check" "pass well-formed"
exits 3 "tree of a damaged file" "$jb" tree "$data/truncated.jpg"
exits 2 "tree of two" "$jb" tree a b

exits 0 "doctor" "$jb" doctor
says "doctor: rules" "SHA-256"
exits 0 "doctor --limits" "$jb" doctor --limits
says "doctor --limits" "parts_max"

# every option of help is in the man page and in each completion
for c in scan judge explain rules tree batch doctor; do
  "$jb" $c --help >"$tmp/help" || fail "$c --help"
  "$jb" $c --lang zh --help >"$tmp/help.zh" || fail "$c --help zh"
  cmp -s "$tmp/help" "$tmp/help.zh" && fail "$c --help is the same in both languages"
  sed -n 's/.*--\([a-z0-9-]*\).*/\1/p' "$tmp/help" | sed '/^$/d'
done | sort -u >"$tmp/options"
[ "$(wc -l <"$tmp/options")" -gt 15 ] || fail "help lists too few options"
grep -q in-process "$tmp/options" && fail "a hidden option is in help"
for kind in man bash zsh fish; do
  "$jb" --generate $kind | sed 's/\\-/-/g' >"$tmp/$kind" || fail "--generate $kind"
  while read -r option; do
    grep -qE -- "(--|-l )$option" "$tmp/$kind" || fail "$kind: no --$option"
  done <"$tmp/options"
done
bash -n "$tmp/bash" || fail "the bash completion does not parse"
if command -v zsh >/dev/null; then zsh -n "$tmp/zsh" || fail "zsh completion"; fi
if command -v fish >/dev/null; then fish -n "$tmp/fish" || fail "fish completion"; fi
if command -v man >/dev/null; then
  "$jb" --generate man >"$tmp/jianbiao.1"
  man --warnings -E UTF-8 -l "$tmp/jianbiao.1" >/dev/null 2>"$tmp/err" || fail "man: $(cat "$tmp/err")"
  [ ! -s "$tmp/err" ] || fail "man warns: $(cat "$tmp/err")"
fi
finish
