#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# The cost of hook, body and channel together is that of each measured alone, with both sides' exceptions known.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/model
runs 0 "parts and sums of three bodies and every channel" $PB run model --quick --bit-exact --kernel 6.12 \
	--filter 'hook=kprobe' --filter 'hook=tracepoint' -o "$dir"
n=$(cells_where "$dir" True)
holds "all $n cells are ok" test "$n" = "$(cells_where "$dir" 'c["outcome"] == "ok"')"
holds "none lost an event" test "$(cells_where "$dir" 'c["events"].get("lost", 0) != 0')" = 0
holds "the folder fits its schema" scripts/validate-results "$dir"
runs 0 "its report" $PB report "$dir"
holds "says what the sum leaves over" grep -q 'What the sum of the parts leaves over' "$dir/report.md"
holds "the calibration body is its 100 instructions everywhere, and the same sum holds on another workload" python3 - "$dir" <<'PY'
import json, sys
cost = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    k = dict(p.split("=") for p in c["cell"].split("/")[1:])
    cost[k["workload"], k["arm"], k["mech"], k["body"], k["channel"]] = c["metrics"]["added_insn_per_event"]["value"]
tried = 0
for (work, arm, mech, body, channel), value in cost.items():
    floor = cost[work, arm, mech, "null", "none"]
    if body == "cal100":
        assert value - floor == 100, (work, arm, mech, value, floor)
        tried += 1
    # A walk up the stack costs what the stack is deep, which is the workload's affair.
    if work == "stat" and body != "stack":
        # Records lie differently in a perf buffer from block to block, so its least block is found within a few.
        near = 4 if channel == "perfbuf" else 0
        assert abs(value - cost["getppid", arm, mech, body, channel]) <= near, (arm, mech, body, channel, value)
        tried += 1
assert tried > 40, tried
PY
done_testing
