#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A guest that dies costs its own cell and names it; a killed run leaves no QEMU and can be resumed.
. "$(dirname "$0")/../lib.sh"

filter=(--quick --bit-exact --filter 'workload=getppid/hook=kprobe/*')
victim='collector=count/arm=kmod'
planned=$($PB run "${filter[@]}" --dry-run | wc -l)

sabotage() {
	local how=$1 code=$2 outcome=$3 text=$4
	runs "$code" "a guest that ends by $how: exit code $code" env PROBEBENCH_TEST_SABOTAGE="$victim=$how" \
		$PB run "${filter[@]}" --cell-timeout 12 -o "$TMP/$how"
	holds "$how: only its cell is lost" test "$(cells_where "$TMP/$how" 'c["outcome"] == "ok"')" = $((planned - 1))
	holds "$how: the cell is named, $outcome, with the reason" test "$(cells_where "$TMP/$how" \
		"'$victim' in c['cell'] and c['outcome'] == '$outcome' and '$text' in c['reason']")" = 1
}
sabotage panic 1 fail 'sysrq'
sabotage reboot 1 broken 'reset before it said bye'
sabotage hang 1 broken 'time limit'
sabotage crash 1 broken 'signal 6'
runs 0 "the lost cell is measured by --resume" $PB run "${filter[@]}" --resume "$TMP/panic"
holds "and the folder is whole" test "$(cells_where "$TMP/panic" 'c["outcome"] == "ok"')" = "$planned"

wait_cells() {
	for _ in $(seq 3000); do
		[ "$(cat "$1/cells.jsonl" 2>/dev/null | wc -l)" -ge "$2" ] && return
		sleep 0.1
	done
}
tracepoints=(--quick --bit-exact --filter 'workload=getppid/hook=tracepoint/*')
planned=$($PB run "${tracepoints[@]}" --dry-run | wc -l)
for signal in KILL INT; do
	dir=$TMP/$signal
	$PB run "${tracepoints[@]}" -o "$dir" >"$out" 2>"$err" &
	pid=$!
	wait_cells "$dir" 3
	holds "SIG$signal: guests were running" test "$(qemus $pid)" -ge 1
	kill -$signal $pid
	{ wait $pid; code=$?; } 2>/dev/null
	for _ in $(seq 50); do [ "$(qemus $pid)" = 0 ] && break; sleep 0.1; done
	holds "SIG$signal: no QEMU survives" test "$(qemus $pid)" = 0
	if [ $signal = INT ]; then holds "SIGINT: exit code 130" test $code = 130; fi
	before=$(cells_where "$dir" 'True')
	runs 0 "SIG$signal: --resume finishes ($before cells were there)" $PB run "${tracepoints[@]}" --resume "$dir"
	holds "SIG$signal: all cells, once each" test "$(wc -l <"$dir/cells.jsonl")" = "$planned"
done
holds "both folders hold the same figures" python3 - "$TMP/KILL" "$TMP/INT" <<'PY'
import json, sys
def figures(d):
    return {c["cell"]: {k: m["value"] for k, m in c["metrics"].items()}
            for c in map(json.loads, open(d + "/cells.jsonl"))}
a, b = figures(sys.argv[1]), figures(sys.argv[2])
assert a == b, [(k, a[k], b[k]) for k in a if a[k] != b.get(k)]
PY
done_testing
