#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Wrong command lines end in 2 and say what to do; help and lists end in 0.
. "$(dirname "$0")/../lib.sh"

runs 2 "no verb is a usage error" $PB
says "usage: probebench VERB" "and shows the verbs"
runs 2 "an unknown verb is a usage error" $PB mesure
says 'no verb "mesure"' "and is named"
runs 0 "--help works" $PB --help
prints "exit status: 0 ok" "and documents the exit codes"
for verb in run merge report bundle export anatomy trace compare gate repro explore list doctor; do
	runs 0 "$verb --help works" $PB $verb --help
	prints "examples:" "$verb --help ends with examples"
	runs 2 "$verb refuses an unknown option" $PB $verb --no-such-thing
	says "--no-such-thing is not an option" "$verb names it"
done
runs 2 "a value is missed" $PB run --kernel
says "needs a value" "and the message says so"
for bad in 0 -1 1x '' 99999999999999999999; do
	runs 2 "--jobs '$bad' is refused" $PB run --jobs "$bad"
	says "is not a whole number from 1 to 64" "with the range"
done
runs 2 "an unknown experiment is refused" $PB run overheat
says 'no experiment "overheat"' "and named"
runs 2 "exact figures refuse another accelerator" $PB run --accel kvm
says "need icount" "and say why"
runs 2 "--vmlinuz needs --headers" $PB run --vmlinuz /boot/vmlinuz
runs 2 "--vmlinuz excludes --kernel" $PB run --vmlinuz a --headers b --kernel 6.1
runs 2 "--resume excludes --output" $PB run --resume a -o b
runs 2 "list of an unknown kind is refused" $PB list things
runs 2 "report needs a folder" $PB report
runs 0 "list works" $PB list
prints "getppid" "and shows the workloads"
runs 0 "list shows what can become of a fault" $PB list outcomes
prints "OOPS_WOUNDED" "by name"
runs 0 "and who notices" $PB list detectors
prints "soft lockup" "by name"
runs 0 "list --json works" $PB list --json
cp "$out" "$TMP/list.json"
holds "and is JSON with every kind" python3 -c '
import json,sys
d=json.load(open(sys.argv[1]))
assert {"experiments","workloads","collectors","hooks","mechs","arms"} <= set(d), d.keys()
assert all(e["name"] and e["summary"] for k in d.values() for e in k)' "$TMP/list.json"
# What repeats is compared without a machine.
mkdir -p "$TMP/once" "$TMP/again"
grep -E '"outcome":"(ok|skip)"' results/safety/cells.jsonl >"$TMP/once/cells.jsonl"
cp "$TMP/once/cells.jsonl" "$TMP/again"
holds "passes that are alike are alike" scripts/safety-repeat --compare "$TMP/once" "$TMP/again"
sed -i '1s/"outcome":"ok"/"outcome":"fail"/; 2s/"outcome":"ok"/"outcome":"fail"/' "$TMP/again/cells.jsonl"
runs 1 "passes that differ are told apart" scripts/safety-repeat --compare "$TMP/once" "$TMP/again"
prints "differs: safety/" "with the cell's name"
cp results/safety/manifest.json "$TMP/once"
runs 0 "passes as a table" scripts/safety-repeat --table "$TMP/once"
prints "null_deref	detect	kmod	1	ok	OOPS_WOUNDED	now=OOPS_WOUNDED" "say what was seen"
holds "have a line for each cell" test "$(grep -c '^[0-9]' "$out")" = "$(wc -l <"$TMP/once/cells.jsonl")"
cp results/safety/manifest.json "$TMP/again"
runs 0 "passes that differ as a table" scripts/safety-repeat --table "$TMP/once" "$TMP/again"
holds "have a line for each of what was seen" test "$(grep -c '^[0-9]' "$out")" -gt "$(wc -l <"$TMP/once/cells.jsonl")"
runs 2 "one pass is no comparison" scripts/safety-repeat --compare "$TMP/once"
done_testing
