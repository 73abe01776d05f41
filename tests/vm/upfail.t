#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Upgrades that go wrong end as expected, and one that ends otherwise fails.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/fail
runs 0 "a refused module, a refused program, a module that takes its guest down, an upgrader that is killed" \
	$PB run upfail --jobs 2 --filter 'strategy=overlap/failure=vermagic/arm=kmod' \
	--filter 'strategy=overlap/failure=verify/arm=ebpf' --filter 'strategy=overlap/failure=oops/arm=kmod' \
	--filter 'strategy=overlap/failure=killed/arm=kmod' --filter 'strategy=migrate/failure=killed/arm=kmod' \
	--filter 'strategy=linkupdate/*' --filter 'strategy=cgroup/*' --filter 'strategy=restart/*' --filter 'strategy=pinned/*' \
	-o "$dir"
holds "v1 goes on beside a v2 that is refused, and the upgrade can be finished" test "$(cells_where "$dir" \
	'c.get("verdict") == "old clean continued"')" = 2
holds "what stays of an oops is seen" test "$(cells_where "$dir" \
	'"failure=oops" in c["cell"] and c["verdict"] == "old left stuck"')" = 1
holds "somebody records events whenever an overlap is killed" test "$(cells_where "$dir" \
	'"strategy=overlap/failure=killed" in c["cell"] and c["metrics"]["stops"]["value"] > 3 and c["metrics"]["stops_none"]["value"] == 0')" = 1
holds "whenever a migration is killed, and it can be finished" test "$(cells_where "$dir" '"strategy=migrate" in c["cell"] and (lambda m: m["stops"]["value"] > 8 and m["stops"]["value"] == m["stops_continued"]["value"] + m["stops_anew"]["value"] and m["stops_both"]["value"] > 0 and m["stops_none"]["value"] + m["stops_part"]["value"] == 0)(c["metrics"])')" = 1
holds "and whenever the update of a pinned link is" test "$(cells_where "$dir" '"strategy=cgroup" in c["cell"] and (lambda m: m["stops_old"]["value"] > 0 and m["stops_new"]["value"] > 0 and m["stops"]["value"] == m["stops_old"]["value"] + m["stops_new"]["value"])(c["metrics"])')" = 1
holds "a link that is not updated in place has nothing to kill" test "$(cells_where "$dir" \
	'"strategy=linkupdate" in c["cell"] and c["outcome"] == "skip" and "EINVAL" in c["reason"]')" = 1
holds "the reason of a refusal is the kernel's" test "$(cells_where "$dir" '"failure=vermagic" in c["cell"] and any(o["stage"] == "steps" and o["errno"] == "ENOEXEC" and "version magic" in o["evidence"] for o in c["course"])')" = 1
holds "or the verifier's" test "$(cells_where "$dir" '"failure=verify" in c["cell"] and any(o["stage"] == "steps" and o["errno"] == "EACCES" and "invalid mem access" in o["evidence"] for o in c["course"])')" = 1
holds "an oops stands in the cell" test "$(cells_where "$dir" '"failure=oops" in c["cell"] and any(o["stage"] == "log" and o["outcome"] == "oops" for o in c["course"])')" = 1
holds "loaders that are processes of their own are killed at their calls, too" test "$(cells_where "$dir" 'c["cell"].split("/")[3] in ("strategy=restart", "strategy=pinned") and c["metrics"]["stops"]["value"] >= 30 and c["verdict"] == "finished"')" = 2
holds "before and after the new link is pinned" test "$(cells_where "$dir" '"strategy=pinned" in c["cell"] and (lambda m: m["stops_old"]["value"] >= 20 and m["stops_both"]["value"] > 0 and m["stops_new"]["value"] > 0 and m["stops_none"]["value"] + m["stops_part"]["value"] + m["stops_stuck"]["value"] == 0)(c["metrics"])')" = 1
holds "the folder fits its schema" scripts/validate-results "$dir"
holds "it has a report" $PB report "$dir"
holds "whose table says that there was an oops" grep -q 'oops *| *overlap *| *v1 goes on, rest; stuck; oops' "$dir/report.md"

dir=$TMP/crash
runs 1 "a guest that ends before anything went wrong is the harness's failure" \
	env PROBEBENCH_TEST_SABOTAGE='upfail/*failure=event/arm=kmod*=crash' $PB run upfail \
	--filter 'strategy=replace/failure=event/arm=kmod' -o "$dir"
holds "and broken, without a verdict" test "$(cells_where "$dir" \
	'c["outcome"] == "broken" and "before anything was made to go wrong" in c["reason"] and "verdict" not in c')" = 1
done_testing
