#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Two shards, each measured in guests of its own and merged, are one unsharded run, cell for cell.
. "$(dirname "$0")/../lib.sh"

what=(--quick --bit-exact --cell-timeout 900 --jobs 2 --filter '*/workload=nop/*')
# Not openclose: what it costs by itself was 3 instructions of 6073 less in a guest with another history.
for w in getppid readwrite; do
	what+=(--filter "workload=$w/hook=none/*" --filter "workload=$w/hook=entry/collector=count/*")
done
runs 0 "the whole run" $PB run "${what[@]}" -o "$TMP/whole"
runs 0 "shard 1 of 2" $PB run "${what[@]}" --shard 1/2 -o "$TMP/1"
export CI_NODE_INDEX=2 CI_NODE_TOTAL=2
runs 0 "shard 2 of 2, as the environment says" $PB run "${what[@]}" --shard auto -o "$TMP/2"
unset CI_NODE_INDEX CI_NODE_TOTAL
holds "whose command line says which it was" grep -q '"2/2"' "$TMP/2/manifest.json"
runs 0 "they merge" $PB merge "$TMP/1" "$TMP/2" -o "$TMP/merged"
says "1 were measured by several parts: 1 agree, 0 cannot tell" "and the baseline that both measured agrees"
holds "into a folder that fits its schema and sums" scripts/validate-results "$TMP/1" "$TMP/2" "$TMP/merged"

cat >"$TMP/equal.py" <<'PY'
"""Every figure and every count of every cell is the same; only where ticks fell may differ from boot to boot."""
import json, sys
def cells(d):
    return [json.loads(l) for l in open(d + "/cells.jsonl")]
def figures(c):
    metrics = {k: {x: m[x] for x in ("value", "unit", "class", "ops", "empty", "delta", "events") if x in m} | (
        {"min": min(m["blocks"])} if "blocks" in m else {}) for k, m in c["metrics"].items()}
    repeats = [{k: v for k, v in r.items() if k != "boot"} for r in c["repeats"]]
    return [c["cell"], c["outcome"], c["reason"], c["events"], metrics, repeats, c["accel"], c["cpu"]]
a, b = map(cells, sys.argv[1:3])
assert [c["cell"] for c in a] == [c["cell"] for c in b]
for x, y in zip(a, b):
    assert figures(x) == figures(y), (figures(x), figures(y))
print(len(a), "cells are equal")
PY
holds "the merged run is the whole run, cell for cell" python3 "$TMP/equal.py" "$TMP/whole" "$TMP/merged"
sed 's/^/# /' "$out"
done_testing
