#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A kernel says what it exports and what it asks for; a locked one takes programs and no unsigned module.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/reach
runs 0 "a module on a stock kernel, both sides on locked ones" $PB run reach --bit-exact \
	--filter 'boot=stock/arm=kmod' --filter 'boot=lockdown/*' --filter 'boot=signed/*' -o "$dir"
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "the kernel tells what there is" python3 - "$dir" <<'PY'
import json, sys
cells = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    key = dict(p.split("=") for p in c["cell"].split("/")[1:])
    cells[key["boot"], key["arm"]] = c
def value(c, metric):
    return c["metrics"][metric]["value"]
c = cells["stock", "kmod"]
assert 1000 < value(c, "exported_gpl") < value(c, "exported_symbols"), c["metrics"]
assert value(c, "exported_functions") <= value(c, "exported_symbols")
assert 10000 < value(c, "kprobe_functions") < value(c, "functions")
assert value(c, "mechs_working") == value(c, "mechs_tried") >= 6
for m in c["mechs"]:
    assert m["sets"] == [["sys_module"]], m
    assert [r["without"] for r in m["refusals"]] == ["sys_module"], m
    assert "not permitted" in m["refusals"][0]["evidence"], m
assert c["config"]["CONFIG_KPROBES"] == "y"
for boot in ("lockdown", "signed"):
    assert value(cells[boot, "kmod"], "mechs_working") == 0, boot
    assert all(m["evidence"] for m in cells[boot, "kmod"]["mechs"])
    c = cells[boot, "ebpf"]
    assert value(c, "mechs_working") == value(c, "mechs_tried") >= 6, boot
PY
holds "it has a report" $PB report "$dir"
done_testing
