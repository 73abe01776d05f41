#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What is built once, on two kernels: every class of failure that they can show, the same on both sides where both can.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/port
run=(run portability --bit-exact --kernel '6.1,6.12' --filter 'artefact=whoami.*' --filter 'artefact=parent.*' --filter 'artefact=*_fd.*' \
	--filter 'artefact=count.kprobe*' --filter 'artefact=stream.*')
planned=$($PB "${run[@]}" --dry-run --json 2>/dev/null | python3 -c 'import json,sys; print(len(json.load(sys.stdin)))')
runs 0 "artefacts are tried on two kernels" $PB "${run[@]}" -o "$dir"
holds "all $planned of them" test "$(cells_where "$dir" 'c["outcome"] == "ok"')" = "$planned"
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "each fares as its kernel has it" python3 - "$dir" <<'PY'
import json, sys
seen = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    key = dict(p.split("=") for p in c["cell"].split("/")[1:])
    name, _, built = key["artefact"].partition("@")
    where = "own" if built == key["kernel"] else "other" if built else "any"
    seen[key["arm"], name, key["kernel"][:4].rstrip("."), where] = (c["verdict"], c["trial"]["evidence"], c)
expect = {
    ("ebpf", "whoami.core", "any"): ("works", "works"),
    ("ebpf", "whoami.btf", "own"): ("works", "works"),
    ("ebpf", "whoami.btf", "other"): ("works", "works"),
    ("ebpf", "whoami.frozen", "own"): ("works", "works"),
    ("ebpf", "whoami.frozen", "other"): ("wrong_data", "wrong_data"),
    ("ebpf", "whoami.multi", "any"): ("config", "works"),
    ("ebpf", "whoami.taskbtf", "any"): ("works", "works"),
    ("ebpf", "whoami.kfunc", "any"): ("helper", "works"),
    ("ebpf", "whoami.atomic", "any"): ("works", "works"),
    ("ebpf", "parent.old", "any"): ("relocation", "relocation"),
    ("ebpf", "parent.compat", "any"): ("works", "works"),
    ("ebpf", "close_fd.kprobe", "any"): ("works", "miscounts"),
    ("ebpf", "count.kprobe", "any"): ("works", "works"),
    ("ebpf", "stream.kprobe", "any"): ("works", "works"),
    ("kmod", "count.kprobe", "own"): ("works", "works"),
    ("kmod", "count.kprobe", "other"): ("versions", "layout"),
    ("kmod", "stream.kprobe", "own"): ("works", "works"),
    ("kmod", "whoami.module", "own"): ("works", "works"),
    ("kmod", "whoami.module", "other"): ("versions", "layout"),
    ("kmod", "whoami.strlcpy", "own"): ("works", "symbol"),
    ("kmod", "parent.old", "own"): ("source", "source"),
    ("kmod", "parent.compat", "own"): ("works", "works"),
    ("kmod", "close_fd.kprobe", "own"): ("works", "miscounts"),
}
got = {(arm, name, where): tuple(seen[arm, name, k, where][0] for k in ("6.1", "6.12")) for arm, name, _, where in seen}
assert got == expect, {k: (v, expect.get(k)) for k, v in got.items() if v != expect.get(k)}
assert "no member named 'state'" in seen["kmod", "parent.old", "6.12", "own"][1]
assert "task_struct.state" in seen["ebpf", "parent.old", "6.12", "any"][1]
assert "strlcpy" in seen["kmod", "whoami.strlcpy", "6.12", "own"][1]
assert "CONFIG_FPROBE" in seen["ebpf", "whoami.multi", "6.1", "any"][1]
for arm, where in (("kmod", "own"), ("ebpf", "any")):
    assert seen[arm, "stream.kprobe", "6.12", where][1] == "503 events made, 503 records read, 0 missing, 0 wrong"
    assert 5 <= seen[arm, "parent.compat", "6.12", where][2]["metrics"]["repair_lines"]["value"] <= 30
    assert "repair_lines" not in seen[arm, "parent.old", "6.12", where][2]["metrics"]
PY
holds "it has a report with its matrix" sh -c "$PB report '$dir' && test -s '$dir/plots/portability-map.svg'"
runs 0 "and a form for CI" $PB export ktap "$dir"
prints "no member named 'state'" "with the line that decided"
runs 0 "in either format" $PB export junit "$dir"
prints "Unknown symbol strlcpy" "in either format"
done_testing
