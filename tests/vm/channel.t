#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Records of both sides are what the contract says, and each that does not come is counted as dropped.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/channel
runs 0 "every channel with a reader that polls, one that sleeps, and one that has stopped" $PB run channel --quick --bit-exact \
	--filter 'size=64/policy=none/consumer=polls' --filter 'size=64/policy=batch' --filter 'size=64/policy=each' \
	--filter 'size=64/policy=none/consumer=stopped' -o "$dir"
n=$(cells_where "$dir" 'c["outcome"] == "ok"')
holds "all $n cells are ok" test "$n" = "$(cells_where "$dir" True)"
holds "six channels and two floors" test "$(cells_where "$dir" '"consumer=polls" in c["cell"]')" = 8
holds "every record that came is whole, in order, and came once" test \
	"$(cells_where "$dir" '"channel=none/" not in c["cell"] and c["metrics"]["wrong"]["value"] == 0 == c["events"]["duplicated"]')" = $((n - 2))
holds "every record that did not come is counted as dropped" test \
	"$(cells_where "$dir" '"channel=none/" not in c["cell"] and c["metrics"]["uncounted"]["value"] == 0 and c["metrics"]["missed"]["value"] == c["events"]["lost"]')" = $((n - 2))
holds "with a reader that keeps up none is" test "$(cells_where "$dir" '"consumer=stopped" not in c["cell"] and c["events"]["lost"] > 0')" = 0
holds "with one that has stopped, many" test "$(cells_where "$dir" 'c["metrics"].get("dropped", {}).get("value", 0) > 10000')" = 6
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "figures are what the channels' layouts make them" python3 - "$dir" <<'PY'
import json, sys
cells = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    key = dict(p.split("=") for p in c["cell"].split("/")[1:])
    cells[key["arm"], key["channel"], key["policy"], key["consumer"]] = c["metrics"]
def value(metric, *key):
    return cells[key][metric]["value"]
# 256 KiB: bare records; with 8 bytes before each; with 12, rounded up to words of 64 bits.
assert value("capacity", "kmod", "mmap", "none", "stopped") == 262144 // 64
assert value("capacity", "ebpf", "ringbuf", "none", "stopped") == 262144 // 72
assert value("capacity", "ebpf", "perfbuf", "none", "stopped") == 262144 // 80
for arm, ways in (("kmod", ("mmap", "read")), ("ebpf", ("ringbuf", "output", "perfbuf"))):
    floor = value("added_insn_per_event", arm, "none", "none", "polls")
    for way in ways:
        polled = value("added_insn_per_event", arm, way, "none", "polls")
        assert 0 < floor < polled, (arm, way, floor, polled)
        each, batch = (cells[arm, way, policy, "waits"] for policy in ("each", "batch"))
        assert each["wakeups"]["value"] == each["records"]["value"], (arm, way, each)
        # A perf buffer wakes for each half of it, too.
        extra = batch["wakeups"]["value"] - batch["records"]["value"] // 64
        assert 0 <= extra <= (5 if way == "perfbuf" else 0), (arm, way, batch)
        assert polled < batch["added_insn_per_event"]["value"] < each["added_insn_per_event"]["value"], (arm, way)
# A part of relay's buffer is an eighth.
relay = cells["kmod", "relay", "batch", "waits"]
assert relay["wakeups"]["value"] * (262144 // 8 // 64) == relay["records"]["value"], relay
PY
runs 0 "the report is drawn" $PB report "$dir"
holds "and says that nothing is lost without being counted" grep -q 'readers miss 0 that no side counted as dropped, and 0 came twice' "$dir/report.md"
holds "and which channel is best at what" test -s "$dir/tables/channel-best-6.12.md"
done_testing
