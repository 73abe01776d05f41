#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Equivalence before cost, on two kernels: every arm sees exactly the events that were made.
. "$(dirname "$0")/../lib.sh"

# All of the workloads that every body is measured on; of each other one its baseline, both sides counting its
# calls and its own tracepoint, and one its system calls; of functions of user space every mechanism.
slice=()
for workload in nop getppid readwrite openclose pipe forkexit; do
	slice+=(--filter "workload=$workload/*")
done
for cells in hook=none/collector=none hook=entry/collector=count/arm=kmod/mech=ftrace_ops \
	hook=entry/collector=count/arm=ebpf/mech=fentry \
	hook=event/collector=count/arm=kmod hook=event/collector=count/arm=ebpf/mech=raw_tp \
	hook=uprobe/collector=count hook=uretprobe/collector=count; do
	slice+=(--filter "$cells")
done
# Not of those that a process apart does: docs/overhead.md says what asking it adds at this hook.
for workload in stat futex unix tcp udp fsync signal timer epoll sched mixed; do
	slice+=(--filter "workload=$workload/hook=tracepoint/collector=count/arm=ebpf/mech=raw_tp")
done

for series in 6.1 6.12; do
	dir=$TMP/$series
	runs 0 "$series: every cell is measured" $PB run --quick --bit-exact --kernel $series "${slice[@]}" -o "$dir"
	n=$(cells_where "$dir" 'True')
	holds "$series: the plan is whole ($n cells)" test "$n" = "$($PB run --dry-run --kernel $series "${slice[@]}" | wc -l)"
	n=$($PB run --dry-run --kernel $series "${slice[@]}" | grep -cE 'hook=entry/collector=count/.*mech=(ftrace_ops|fentry)$')
	holds "$series: the calls of every workload that has any are seen by both sides ($n cells)" test "$n" -ge 38 -a "$n" = \
		"$(cells_where "$dir" '"hook=entry/collector=count" in c["cell"] and c["events"].get("seen", 0) > 0 and ("ftrace_ops" in c["cell"] or "fentry" in c["cell"])')"
	holds "$series: nothing failed or broke" test "$(cells_where "$dir" 'c["outcome"] not in ("ok", "skip")')" = 0
	holds "$series: user space's functions are seen by both sides" test \
		"$(cells_where "$dir" '"hook=u" in c["cell"] and c["outcome"] == "ok" and c["events"]["seen"] == c["events"]["expected"] > 0')" -ge 4
	holds "$series: what is skipped is what the kernel lacks" test \
		"$(cells_where "$dir" 'c["outcome"] == "skip"')" = \
		"$(cells_where "$dir" 'c["outcome"] == "skip" and ("mech=fprobe" in c["cell"] and "CONFIG_FPROBE" in c["reason"] or "probe.multi" in c["cell"] and "bpf_uprobe_multi_link_attach" in c["reason"])')"
	holds "$series: every counting arm reports its events" test \
		"$(cells_where "$dir" 'c["outcome"] == "ok" and any(f"collector={x}/" in c["cell"] for x in ("count", "filter", "hist", "hash", "stack")) and "seen" not in c["events"]')" = 0
	holds "$series: and saw every one of them" test \
		"$(cells_where "$dir" '"seen" in c["events"] and c["events"]["seen"] != c["events"]["expected"]')" = 0
	holds "$series: hash summed the bytes of every read" test \
		"$(cells_where "$dir" '"workload=readwrite/" in c["cell"] and "collector=hash/" in c["cell"] and "hook=tracepoint" not in c["cell"] and c["events"].get("bytes") == 512 * c["events"]["expected"] > 0')" = 5
	holds "$series: count, hist and hash had events to see" test \
		"$(cells_where "$dir" '"seen" in c["events"] and "filter" not in c["cell"] and not c["events"]["seen"]')" = 0
	holds "$series: filter counts ours when told to look for us" test \
		"$(cells_where "$dir" 'c["events"].get("matched", 0) > 0')" -ge 36
	holds "$series: every handler ran as often as a breakpoint on it says" test \
		"$(cells_where "$dir" 'c["outcome"] == "ok" and "collector=none" not in c["cell"] and not c["events"].get("hits") == c["events"].get("hits_expected") != None')" = 0
	holds "$series: A/A is 0 on nop, getppid, readwrite, stat, timer and epoll" test \
		"$(cells_where "$dir" 'any(f"workload={x}/" in c["cell"] for x in ("nop", "getppid", "readwrite", "stat", "timer", "epoll")) and c["metrics"].get("added_insn_per_op", {}).get("delta", 0) != 0')" = 0
	holds "$series: the known cost is recovered exactly on getppid" python3 - "$dir" <<'PY'
import json, sys
added = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    m = c["metrics"].get("added_insn_per_event")
    # What a stack costs depends on where the unwinder finds its tables, so its events need not be alike.
    if m and "workload=getppid" in c["cell"] and "collector=stack/" not in c["cell"]:
        assert m["delta"] % m["events"] == 0, c["cell"]
        added[c["cell"]] = m["value"]
pairs = [(k, k.replace("cal100", "null")) for k in added if "collector=cal100" in k]
assert len(pairs) >= 12, len(pairs)
for cal, null in pairs:
    assert added[cal] - added[null] == 100, (cal, added[cal], added[null])
PY
	holds "$series: the output fits the schema" scripts/validate-results "$dir"
	runs 0 "$series: the report is drawn" $PB report "$dir"
	holds "$series: with its pictures" test -s "$dir/plots/added-$series.png"
	grep -E '^\| [a-zA-Z/ ]+ \| FAIL' "$dir/report.md" >"$err"
	holds "$series: and every gate passes" test ! -s "$err"
done
# One run, so that they share guests.
dir=$TMP/equivalence
runs 0 "both sides agree on recorded events" $PB run buckets tasks stacks --quick --bit-exact --kernel 6.1,6.12 -o "$dir"
of() { echo "c[\"cell\"].startswith(\"$1/\")"; }
holds "both histograms sort intervals as the contract says, on both sides and kernels" test "$(cells_where "$dir" \
	"$(of buckets)"' and c["metrics"]["intervals"]["value"] > 300 and c["metrics"]["misplaced"]["value"] == 0')" = 4
holds "both tables keep events as the contract says, full and after evictions, and drop the same" test "$(cells_where "$dir" \
	"$(of tasks)"' and c["metrics"]["wrong"]["value"] == 0 and c["metrics"]["tasks"]["value"] > 15000 and c["metrics"]["dropped"]["value"] == c["events"]["lost"] > 100')" = 4
n=$($PB run stacks --dry-run --kernel 6.1,6.12 | wc -l)
holds "both sides see the same stacks, as often, frame by frame from the probed function down ($n cells)" test "$n" -ge 32 -a "$n" = "$(cells_where "$dir" \
	"$(of stacks)"' and c["metrics"]["differing"]["value"] == 0 and c["metrics"]["frames"]["value"] >= 3 and c["events"]["seen"] + c["events"]["lost"] == c["events"]["expected"] > 200')"
holds "and drop none where there is room" test "$((n - 4))" = "$(cells_where "$dir" \
	"$(of stacks)"' and "work=full/" not in c["cell"] and c["events"]["seen"] == c["events"]["expected"] and c["events"]["lost"] == 0')"
holds "five ways to a function are five stacks" test "$(cells_where "$dir" \
	"$(of stacks)"' and "work=ways/" in c["cell"] and c["metrics"]["stacks"]["value"] == 5 and c["events"]["seen"] == 1055')" = 4
holds "of which four places keep four at most, and both sides count whole stacks as dropped" test "$(cells_where "$dir" \
	"$(of stacks)"' and "work=full/" in c["cell"] and all(1 <= c["metrics"]["kept_" + s]["value"] <= 4 and c["metrics"]["dropped_" + s]["value"] == 1055 - 211 * c["metrics"]["kept_" + s]["value"] for s in ("kmod", "ebpf"))')" = 4
holds "stacks deeper than what is kept are cut alike" test "$(cells_where "$dir" \
	"$(of stacks)"' and "work=deep/" in c["cell"] and c["metrics"]["stacks"]["value"] == 3 and 211 <= c["metrics"]["cut_kmod"]["value"] <= c["events"]["expected"] == 633 and c["metrics"]["cut_ebpf"]["value"] >= 211 and c["metrics"]["frames"]["value"] >= 30')" = 4
done_testing
