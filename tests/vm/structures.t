#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Every structure of both sides does what it is told, on two kernels, and what it costs makes sense.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/structures
runs 0 "every structure, one size" $PB run structures --quick --bit-exact --kernel 6.1,6.12 \
	--filter 'entries=1024/*' --filter 'entries=1/*' -o "$dir"
holds "all cells are ok, but for lists that programs of 6.1 do not have" test "$(cells_where "$dir" \
	'c["outcome"] == ("skip" if "kernel=6.1." in c["cell"] and "structure=fifo/" in c["cell"] and "arm=ebpf" in c["cell"] else "ok")')" \
	= "$(cells_where "$dir" 'True')"
holds "which say so" test "$(cells_where "$dir" 'c["outcome"] == "skip" and "bpf_list_push_back_impl" in c["reason"]')" = 2
holds "every operation did what it should" test "$(cells_where "$dir" \
	'c["outcome"] == "skip" or c["events"]["expected"] == c["events"]["seen"] > 0')" = "$(cells_where "$dir" 'True')"
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "costs are in the order that the structures' making asks for" python3 - "$dir" <<'PY'
import json, sys
cost = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    if c["outcome"] == "skip":
        continue
    k = dict(p.split("=", 1) for p in c["cell"].split("/")[1:])
    m = c["metrics"]["added_insn_per_op"]
    cost[k["kernel"].split(".")[1][:2].strip("."), k["arm"], k["structure"], k["op"]] = m["delta"] / m["ops"]
kernels = {k[0] for k in cost}
assert len(kernels) == 2, kernels
for kernel in kernels:
    at = lambda arm, structure, op: cost[kernel, arm, structure, op]
    # The operation is all that is left: an array in a variable takes a handful of instructions.
    assert 0 < at("kmod", "global", "lookup") <= at("ebpf", "global", "lookup") < 12
    assert at("ebpf", "global", "update") < at("ebpf", "array", "update") < at("ebpf", "hash", "update")
    assert at("kmod", "open", "update") < at("kmod", "hlist", "update") < at("kmod", "list", "update")
    assert at("ebpf", "open", "update") < at("ebpf", "hash", "update") < at("ebpf", "lpm_trie", "update")
    # What allocates each element is dearer than what has all of them beforehand.
    if kernel == "12":
        assert at("kmod", "fifo", "insert") < at("ebpf", "queue", "insert") < at("ebpf", "fifo", "insert")
    # A hash does not get dearer by being asked for a sum of what it holds; an update is a look-up and little more.
    for arm, structure in (("kmod", "hlist"), ("ebpf", "hash"), ("kmod", "xarray")):
        assert 0 < at(arm, structure, "update") - at(arm, structure, "lookup") < 12, (arm, structure)
PY
runs 0 "the report is drawn" $PB report "$dir"
holds "with its picture" test -s "$dir/plots/structures-6.12.svg"
holds "and names the cheapest" grep -q "Counting an event of a task in a table costs a module" "$dir/report.md"
runs 2 "a structure that the side does not have" $PB run structures --filter 'structure=hash/*/arm=kmod' -n
done_testing
