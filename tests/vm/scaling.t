#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A handler at ten functions sees every event of the one that is hit and none of the others; both sides.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/many
runs 0 "ten functions, by every mechanism" $PB run scaling --quick --bit-exact --kernel 6.12 \
	--filter 'attached=10/*' -o "$dir"
holds "all are measured" test "$(cells_where "$dir" 'c["outcome"] == "ok"')" = 12
holds "every event of the workload's function is seen, and by its function" test "$(cells_where "$dir" \
	'"relevance=relevant" in c["cell"] and c["events"]["seen"] == c["events"]["expected"] == c["events"]["hits"] > 1000 and not c["events"]["stray"]')" = 6
holds "where it is not attached nothing is seen, and nothing is added" test "$(cells_where "$dir" \
	'"relevance=irrelevant" in c["cell"] and c["events"]["seen"] == c["events"]["expected"] == 0 and c["metrics"]["added_insn_per_op"]["delta"] == 0')" = 6
holds "one ftrace_ops costs less than ten kprobes to attach, and telling functions apart costs something" \
	python3 - "$dir" <<'PY'
import json, sys
m = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    key = dict(p.split("=") for p in c["cell"].split("/")[1:])
    if key["relevance"] == "relevant":
        m[key["arm"], key["mech"]] = {k: v["value"] for k, v in c["metrics"].items()}
assert 2 * m["kmod", "ftrace_ops"]["attach_insn"] < m["kmod", "kprobe"]["attach_insn"], m
assert 2 * m["ebpf", "kprobe.multi"]["attach_insn"] < m["ebpf", "kprobe"]["attach_insn"], m
for side, mech in (("kmod", "ftrace_ops"), ("kmod", "fprobe"), ("ebpf", "kprobe.multi")):
    one = m[side, mech]
    assert one["by_function_insn_per_event"] > one["added_insn_per_event"] > 10, (side, mech, one)
PY
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "it has a report" $PB report "$dir"
holds "with a picture" test -s "$dir/plots/scaling-event-6.12.svg"
done_testing
