#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Mistakes on both sides: a slice that shows every outcome ends as expected; nothing runs on a host; a run that is
# killed while guests are frozen and resumed leaves no QEMU.
. "$(dirname "$0")/../lib.sh"

runs 2 "no faults on a host, whatever the flags" $PB run safety --on host --force -o "$TMP/host"
says 'throwaway VM' "and it says why"
holds "nothing was written" test ! -e "$TMP/host"

# A fault for every outcome that there is and for everybody who can notice one; and the pair without a mistake, which
# all of them must stay silent on.
slice=(clean attach_twice field_gone hook_gone null_deref user_copy_in_atomic self_event pointer_to_user
	heap_overflow write_kernel_object kill_others illegal_return infinite_loop deliberate_panic deliberate_warn
	cross_call unload_waits unload_spins unload_sleeps table_grows read_after_free reference_not_dropped alloc_never_freed unload_after_oops)
filter=()
for fault in "${slice[@]}"; do filter+=(--filter "fault=$fault/profile=detect/*"); done
runs 0 "a slice of faults on both sides ends as expected" $PB run safety "${filter[@]}" --jobs 2 -o "$TMP/slice"
grep -E 'warning: (fail|broken)' "$err" | sed 's/^/# /'
holds "the pair without a mistake is clean on both sides" test "$(cells_where "$TMP/slice" \
	"'fault=clean/' in c['cell'] and c['verdict'] == 'CLEAN' and c['recovered']")" = 2
names() { $PB list "$1" --json | python3 -c "import json, sys; [print(e['name']) for e in json.load(sys.stdin)['$1'] if 'idle' not in e]"; }
mapfile -t outcomes < <(names outcomes)
holds "the program has a vocabulary" test ${#outcomes[@]} -gt 10
for outcome in "${outcomes[@]}"; do
	holds "$outcome was seen" test "$(cells_where "$TMP/slice" "c.get('verdict') == '$outcome'")" -ge 1
done
mapfile -t detectors < <(names detectors)
holds "and a list of who notices" test ${#detectors[@]} -gt 10
for detector in "${detectors[@]}"; do
	holds "$detector: speaks of a fault" test "$(cells_where "$TMP/slice" "'$detector' in c.get('detectors', [])")" -ge 1
done
holds "and all are silent where there is no mistake" test "$(cells_where "$TMP/slice" "'fault=clean/' in c['cell'] and c['detectors'] == []")" = 2
holds "every verdict is the worst of what was observed, with evidence" test "$(cells_where "$TMP/slice" \
	"'verdict' in c and not any(o['outcome'] == c['verdict'] and o['evidence'] for o in c['observed'])")" = 0
holds "cells went on from a frozen guest: half of them took less than 8 s" python3 - "$TMP/slice" <<'PY'
import json, statistics, sys
ms = [c["guest_ms"] for c in map(json.loads, open(sys.argv[1] + "/cells.jsonl")) if "guest_ms" in c]
print(statistics.median(ms))
assert statistics.median(ms) < 8000
PY
runs 0 "the report is written" $PB report "$TMP/slice"
holds "with the map" test -s "$TMP/slice/plots/faults-6.12.svg"
! grep -q "Bold stock" "$TMP/slice/plots/faults-6.12.gp"; tap $? "which has no column for what was not tried"
runs 0 "the cells are KTAP too" $PB export ktap "$TMP/slice"
prints '# saw now=LOCKUP_CPU, recovered: no' "with what was seen"
holds "and an expected lockup is a test that passed" test "$(grep -c '^not ok' "$out")" = 0
runs 0 "and JUnit" $PB export junit "$TMP/slice"
prints 'failures="0" errors="0"' "in which nothing failed"
# A step of 40 s, and 30 s of silence, or three times as many where the host lets the guest wait.
holds "a verdict is bounded in time, also of what never ends" test "$(cells_where "$TMP/slice" \
	"c.get('guest_ms', 10**9) > 140000 and c['outcome'] != 'skip'")" = 0

$PB run safety --filter 'fault=infinite_loop/*' --filter 'fault=clean/*' --jobs 2 \
	-o "$TMP/killed" >"$out" 2>"$err" &
pid=$!
for _ in $(seq 3000); do [ -s "$TMP/killed/cells.jsonl" ] && break; sleep 0.1; done
holds "guests were running" test "$(qemus $pid)" -ge 1
kill -KILL $pid
{ wait $pid; } 2>/dev/null
for _ in $(seq 50); do [ "$(qemus $pid)" = 0 ] && break; sleep 0.1; done
holds "SIGKILL: no QEMU survives" test "$(qemus $pid)" = 0
done_testing
