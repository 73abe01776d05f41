#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Events of several CPUs at once, for real, on the kernel of this machine: what it cannot do is a skip with a reason.
. "$(dirname "$0")/../lib.sh"
export XDG_STATE_HOME=$TMP/state
few=(--on host --quick --filter 'hook=tracepoint/collector=count/*/mech=raw_tp' --filter 'hook=tracepoint/collector=count/*/mech=tracepoint')

[ "$(id -u)" = 0 ] || skip_rest "measuring this machine needs root"
if ! command -v bpftool >/dev/null || ! bpftool prog list >/dev/null 2>&1; then
	skip_rest "this kernel has no BPF at all: $(bpftool prog list 2>&1 | head -n 1)"
fi
dir=$TMP/run
runs 0 "one CPU, two, and as many as there are" "$PB" run cpus "${few[@]}" -o "$dir"
n=$("$PB" run --dry-run cpus "${few[@]}" | wc -l)
holds "every cell has an end ($n cells)" test "$n" -ge 14 -a "$n" = "$(cells_where "$dir" 'c["outcome"] in ("ok", "skip")')"
cpus=$(nproc --all)
able=0
for k in 1 2 4 8 16 32 64; do [ "$k" -gt "$cpus" ] || able=$((able + 1)); done
holds "as many CPUs as there are were measured ($able numbers of them)" test "$able" = \
	"$(cells_where "$dir" 'c["outcome"] == "ok" and "arm=ebpf" in c["cell"]')"
holds "and more of them are not there" test "$((7 - able))" = \
	"$(cells_where "$dir" '"arm=ebpf" in c["cell"] and c["outcome"] == "skip" and "this machine has" in c["reason"]')"
holds "every event that was made is seen or counted as lost" test "$able" = "$(cells_where "$dir" \
	'"arm=ebpf" in c["cell"] and c["outcome"] == "ok" and c["events"]["seen"] + c["events"]["lost"] == c["events"]["expected"] + c["metrics"]["others"]["value"] > 10000')"
holds "a collector costs something" test "$able" = "$(cells_where "$dir" \
	'"arm=ebpf" in c["cell"] and c["outcome"] == "ok" and c["metrics"]["added_ns_per_event"]["ci"][1] > 0 and c["metrics"]["added_ns_per_event"]["n"] >= 6')"
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "it has a report" "$PB" report "$dir"
holds "with a table" grep -q '^| eBPF *| tracepoint *| raw_tp' "$dir/report.md"
done_testing
