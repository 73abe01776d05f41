#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Equivalence before cost, on two kernels: every arm sees exactly the events that were made.
. "$(dirname "$0")/../lib.sh"

for series in 6.1 6.12; do
	dir=$TMP/$series
	runs 0 "$series: every cell is measured" $PB run --quick --bit-exact --kernel $series -o "$dir"
	n=$(cells_where "$dir" 'True')
	holds "$series: the plan is whole ($n cells)" test "$n" = "$($PB run --dry-run --kernel $series | wc -l)"
	holds "$series: nothing failed, broke or was skipped" test "$(cells_where "$dir" 'c["outcome"] != "ok"')" = 0
	holds "$series: counting arms saw every event" test \
		"$(cells_where "$dir" '"seen" in c["events"] and not c["events"]["seen"] == c["events"]["expected"] > 0')" = 0
	holds "$series: both arms counted on every hook and workload" test \
		"$(cells_where "$dir" '"seen" in c["events"]')" = 20
	holds "$series: every handler ran as often as a breakpoint on it says" test \
		"$(cells_where "$dir" '"collector=none" not in c["cell"] and not c["events"].get("hits") == c["events"].get("hits_expected") != None')" = 0
	holds "$series: A/A is 0 on getppid and nop" test \
		"$(cells_where "$dir" 'c["metrics"].get("added_insn_per_op", {}).get("delta", 0) != 0')" = 0
	holds "$series: the known cost is recovered exactly on getppid" python3 - "$dir" <<'PY'
import json, sys
added = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    m = c["metrics"].get("added_insn_per_event")
    if m and "workload=getppid" in c["cell"]:
        assert m["delta"] % m["events"] == 0, c["cell"]
        added[c["cell"]] = m["value"]
pairs = [(k, k.replace("cal100", "null")) for k in added if "collector=cal100" in k]
assert len(pairs) == 10, len(pairs)
for cal, null in pairs:
    assert added[cal] - added[null] == 100, (cal, added[cal], added[null])
PY
	holds "$series: the output fits the schema" scripts/validate-results "$dir"
	runs 0 "$series: the report is drawn" $PB report "$dir"
	holds "$series: with its pictures" test -s "$dir/plots/added-$series.png"
	grep -E '^\| [a-zA-Z/ ]+ \| FAIL' "$dir/report.md" >"$err"
	holds "$series: and every gate passes" test ! -s "$err"
done
done_testing
