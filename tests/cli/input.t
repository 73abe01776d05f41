#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What is named but is not there, or is too much, is refused with the documented exit code, in words that say what to
# do. No guest is started and no package index asked.
. "$(dirname "$0")/../lib.sh"

# A folder to finish that is none. Were it not looked at first, an experiment that is none would be complained of.
runs 5 "resume of a folder that is not there, with --dry-run" timeout 60 $PB run --resume "$TMP/nowhere" --dry-run overheat
says "$TMP/nowhere holds no run to resume" "says so"
runs 5 "resume of a file" timeout 60 $PB run --resume /etc/passwd --dry-run overheat
says "name the folder of a run" "and what to do"
mkdir "$TMP/manifest"
echo '{' >"$TMP/manifest/manifest.json"
runs 5 "resume of a folder with a broken manifest, without --dry-run" timeout 60 $PB run --resume "$TMP/manifest" overheat
says "manifest.json" "names the file"

# Words that no verb asked for.
runs 2 "list takes one kind" $PB list workloads faults
says "one kind at a time" "and says so"
runs 2 "list takes one kind, whatever the second is" $PB list workloads nosuchkind
runs 2 "doctor takes none" $PB doctor --no-boot extra
says '"extra" is too much' "and names it"

# What a folder does not have.
runs 2 "anatomy at a hook that was not traced" $PB anatomy results/anatomy --hook nosuch
says "no event at hook nosuch" "says so"
runs 0 "anatomy at one that was" $PB anatomy results/anatomy --hook entry
runs 2 "compare of a metric that is none" $PB compare results/reference results/reference/ --metric nosuch
says "--metric nosuch" "names it"
runs 2 "one metric that fits does not help another" $PB compare results/reference results/reference/ --metric 'insn_*' --metric nosuch
runs 0 "compare of one that fits" $PB compare results/reference results/reference/ --metric 'insn_*'
runs 2 "gate refuses it as well" $PB gate results/reference results/reference/ --metric nosuch
runs 2 "compare by a key that is none" $PB compare results/reference --by nosuch
# shellcheck disable=SC2016 # backquotes of the message
says 'no cell has a key `nosuch`; keys are folder, experiment, kernel, workload' "names those there are"
runs 2 "compare without a key that is none" $PB compare results/reference --by kernel --without nosuch
# shellcheck disable=SC2016
says 'no cell has a key `nosuch`' "names it"
runs 2 "compare of what has no partner" $PB compare results/reference --by hook --filter 'hook=entry/*' --filter 'hook=none/*'
says "no cell has a partner" "says so"

# Folders that hold less than a report needs, or something else.
good=results/anatomy
mkdir "$TMP/empty"
cp results/scaling/manifest.json "$TMP/empty"
: >"$TMP/empty/cells.jsonl"
runs 5 "report of a folder without cells" $PB report "$TMP/empty"
says "holds no cells; \`probebench run --resume $TMP/empty\` measures them" "says what to do"
holds "and writes nothing" test ! -e "$TMP/empty/report.md"
runs 5 "nor is there a headline" $PB report --headline "$TMP/empty"
mkdir "$TMP/text"
cp results/reference/manifest.json "$TMP/text"
sed '2s/"added_insn_per_event":{"value":[0-9]*/"added_insn_per_event":{"value":"abc"/' results/reference/cells.jsonl |
	head -3 >"$TMP/text/cells.jsonl"
holds "(a metric is a word)" grep -q '"value":"abc"' "$TMP/text/cells.jsonl"
runs 5 "a metric that is a word" $PB report "$TMP/text"
says "cells.jsonl:2: cannot use this cell: the value of its metric added_insn_per_event is not a number" "is named with its line"
sed -i '2s/"metrics":{/"metrics":7,"x":{/' "$TMP/text/cells.jsonl"
runs 5 "metrics that are none" $PB report "$TMP/text"
says "cells.jsonl:2: cannot use this cell: its metrics are not an object" "are named"
cp -r "$good" "$TMP/broken"
echo '{' >"$TMP/broken/manifest.json"
runs 5 "report with a broken manifest" $PB report "$TMP/broken"
says "restore it, or take it away: the report does without" "says what to do"
rm "$TMP/broken/manifest.json"
runs 0 "and the report does without" $PB report "$TMP/broken"
says "cannot say which revision" "and says what it lacks"

# Files to write: one behaviour for all verbs that are told a name.
for verb in "export junit $good" "explore --brief $good" "bundle $good" "anatomy $good --diff kmod ebpf"; do
	name=${verb%% *}
	option=-o
	[ "$name" != anatomy ] || option=--html
	# shellcheck disable=SC2086 # a list of words
	{
		runs 0 "$name makes the folder of what it writes" $PB $verb $option "$TMP/made/$name/file"
		holds "and the file" test -s "$TMP/made/$name/file"
		runs 5 "$name into a folder where nobody writes" $PB $verb $option /proc/x
		says "cannot write /proc/x: " "names the file"
		says "; name a file in a folder that you may write" "and says what to do"
		holds "in one line" test "$(wc -l <"$err")" = 1
		runs 5 "$name into a folder" $PB $verb $option "$TMP"
		says "cannot write $TMP: Is a directory" "says so"
		mkfifo "$TMP/fifo"
		runs 5 "$name into what is no regular file" timeout 60 $PB $verb $option "$TMP/fifo"
		holds "leaves that as it is" test -p "$TMP/fifo"
		rm "$TMP/fifo"
	}
done

# Names of kernels.
for list in '' ',' '6.12,' ',6.12' '6.1,,6.12'; do
	runs 2 "--kernel '$list' is refused" timeout 60 $PB run --kernel "$list" --dry-run
	says "an empty name" "and says why"
done

# Every kind is in the help, in the listing or on demand, and nothing else is.
$PB list --help | sed -n 's/^usage: .*\[\(experiments|.*\)\]$/\1/p' | tr '|' '\n' >"$TMP/kinds"
holds "list --help names kinds" grep -qx strategies "$TMP/kinds"
while read -r kind; do
	[ "$kind" != kernels ] || continue
	runs 0 "list $kind" $PB list "$kind"
	holds "has $(wc -l <"$out") lines" test "$(wc -l <"$out")" -gt 1
done <"$TMP/kinds"
runs 0 "list failures" $PB list failures
for file in harness/failures/*.c; do
	name=${file##*/}
	prints "  ${name%.c} " "has ${name%.c}"
done
runs 0 "list structures" $PB list structures
holds "has each once" test "$($PB list structures | grep -c '^  ')" = "$(printf '%s\n' harness/structures/*_*.c | wc -l)"
done_testing
