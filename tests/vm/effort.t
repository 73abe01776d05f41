#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What is counted of both sides: lines, interfaces, the concepts behind them, and the way to the first event.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/effort
runs 0 "both sides of three collectors" "$PB" run effort --bit-exact --kernel 6.12 --filter 'collector=hist/*' \
	--filter 'collector=stack/*' --filter 'collector=stream/*' -o "$dir"
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "each has its figures, and nothing that the table of concepts does not know" python3 - "$dir" <<'PY'
import json, sys
cells = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    key = dict(p.split("=") for p in c["cell"].split("/")[1:])
    cells[key["collector"], key["arm"]] = c
assert len(cells) == 6, list(cells)
for key, c in cells.items():
    m = {n: v["value"] for n, v in c["metrics"].items()}
    assert c["outcome"] == "ok" and m["concepts"] == len(c["concepts"]) and m["interfaces"] == len(c["interfaces"]), key
    assert 2 < m["concepts"], c["concepts"]
    # A name that is no word of the table stands there as the object has it.
    raw = [n for n in c["concepts"] if n in c["interfaces"]]
    assert not raw, (key, raw)
    assert m["own_lines"] > 0 and m["first_event_guest_ns"] > 0, key
assert "maps: storage of a task" in cells["hist", "ebpf"]["concepts"]
assert "stack unwinding" in cells["stack", "kmod"]["concepts"]
assert "stack unwinding" in cells["stack", "ebpf"]["concepts"]
PY
holds "it has a report" "$PB" report "$dir"
done_testing
