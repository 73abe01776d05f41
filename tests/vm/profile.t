#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Samples of both sides are those that the clock says there must be, in all and of each part of the work.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/profile
runs 0 "samples by the clock, by every mechanism on two kernels" $PB run profile --quick --bit-exact --kernel 6.1,6.12 \
	--filter 'event=cpu-clock/period=50us/*' --filter 'event=cycles/*' -o "$dir"
n=$($PB run --dry-run profile --kernel 6.1,6.12 --filter 'event=cpu-clock/period=50us/*' | wc -l)
holds "all of the clock are measured ($n cells)" test "$n" -ge 18 -a "$n" = "$(cells_where "$dir" \
	'"event=cpu-clock" in c["cell"] and c["outcome"] == "ok"')"
holds "in the measured blocks every sample that was due is there" test "$n" = "$(cells_where "$dir" \
	'c["events"].get("seen") == c["events"].get("expected") != None and c["events"]["seen"] >= 200 and c["events"]["lost"] == 0')"
holds "of the work with known shares no more than one is there or missing at an edge" test "$n" = "$(cells_where "$dir" \
	'"samples" in c["metrics"] and all(abs(c["metrics"][m]["value"] - c["metrics"][m + "_by_clock"]["value"]) <= 1 for m in ("samples", "first", "second") if m in c["metrics"])')"
keyed=$($PB run --dry-run profile --kernel 6.1,6.12 --filter 'event=cpu-clock/period=50us/*' | grep -cv body=count)
holds "three parts go to the first function or task, one to the second" test "$keyed" = "$(cells_where "$dir" \
	'c["metrics"].get("first", {"value": 0})["value"] >= 48 and 15 <= c["metrics"]["second"]["value"] <= 18')"
holds "a program costs more than a module by the same event, and a timer of its own costs a module least" \
	python3 - "$dir" <<'PY'
import json, sys
cost = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    key = dict(p.split("=") for p in c["cell"].split("/")[1:])
    if c["outcome"] == "ok":
        cost[key["kernel"], key["body"], key["arm"], key["mech"]] = c["metrics"]["added_insn_per_event"]["value"]
for kernel, body in {k[:2] for k in cost}:
    timer, kmod, ebpf = (cost[kernel, body, *m] for m in
                         (("kmod", "hrtimer"), ("kmod", "perf_event"), ("ebpf", "perf_event")))
    assert 500 < timer < kmod < ebpf < 5000, (kernel, body, timer, kmod, ebpf)
PY
n=$($PB run --dry-run profile --kernel 6.1,6.12 --filter 'event=cycles/*' | wc -l)
holds "what no CPU here counts is skipped with the kernel's own word ($n cells)" test "$n" = "$(cells_where "$dir" \
	'"event=cycles" in c["cell"] and c["outcome"] == "skip" and c["reason"].startswith("no CPU here counts cycles: perf_event_")')"
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "it has a report" $PB report "$dir"
done_testing
