#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A life is measured step by step on both sides, counts its events, and leaves nothing behind.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/life
runs 0 "lives of count, and of a collector that streams, at a kprobe" $PB run lifecycle --quick --bit-exact \
	--filter 'hook=kprobe/collector=count/*' --filter 'hook=kprobe/collector=stream/*' -o "$dir"
holds "five steps a side of both, all ok" test "$(cells_where "$dir" 'c["outcome"] == "ok"')" = 20
holds "every event of every life was counted" test "$(cells_where "$dir" \
	'"collector=count/" in c["cell"] and c["events"]["seen"] == c["events"]["expected"] > 0')" = 10
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "steps differ as they must" python3 - "$dir" <<'PY'
import json, sys
cells = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    key = dict(p.split("=") for p in c["cell"].split("/")[1:])
    if key["collector"] == "count":
        cells[key["arm"], key["step"]] = c
def value(arm, step, metric):
    return cells[arm, step]["metrics"][metric]["value"]
# A module is loaded by open, finit_module and close, and attached by the second of them.
assert [value("kmod", s, "syscalls") for s in ("load", "attach", "detach", "unload")] == [3, 0, 0, 1]
assert value("ebpf", "load", "syscalls") > 10 and value("ebpf", "detach", "syscalls") > 0
# Attaching to the same hook is mostly the hook's own work: both sides pay for it.
a, b = value("kmod", "attach", "insn"), value("ebpf", "attach", "insn")
assert 0.8 < a / b < 1.25, (a, b)
for (arm, step), c in cells.items():
    if step != "hold":
        blocks = c["metrics"]["insn"]["blocks"]
        assert min(blocks) == c["metrics"]["insn"]["value"] > 0
        # All but the first, which warms caches up, repeat to some parts in a hundred.
        assert sorted(blocks)[-2] < 1.05 * min(blocks), (arm, step, blocks)
parts = cells["ebpf", "load"]["metrics"]
assert 0 < parts["jit_insn"]["value"] < parts["insn"]["value"]
assert 0 < parts["verify_insn"]["value"] < parts["insn"]["value"]
held = cells["kmod", "hold"]["held"]
assert held["modules"] == 1 and held["module_bytes"] % 4096 == 0 and held["percpu_bytes"] > 0, held
held = cells["ebpf", "hold"]["held"]
assert held["progs"] == 1 and held["links"] == 1 and held["jited_bytes"] > 0 and held["map_bytes"] > 0, held
assert held["verified_insns"] >= 10 and "modules" not in held, held
PY
holds "every record of the lives of stream was made" test "$(cells_where "$dir" \
	'"collector=stream/" in c["cell"] and c["outcome"] == "ok" and c["events"]["seen"] == c["events"]["expected"] > 0')" = 10
holds "the ring is what it holds" test "$(cells_where "$dir" \
	'"collector=stream/" in c["cell"] and "step=hold/arm=ebpf" in c["cell"] and c["held"]["map_bytes"] > 256 * 1024')" = 1
holds "it has a report" $PB report "$dir"
holds "with a picture" test -s "$dir/plots/lifecycle-6.12.svg"
done_testing
