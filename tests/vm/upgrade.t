#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A collector is replaced under load: what must be lost is lost, what must not is not, all of it accounted for.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/upgrade
picked=()
for s in replace overlap stub flip chain freplace linkupdate pinned restart handover migrate; do
	picked+=(--filter "strategy=$s/arm=*/mech=raw_tp" --filter "strategy=$s/arm=*/mech=tracepoint")
done
runs 0 "strategies are tried at a tracepoint" $PB run upgrade --quick --kernel 6.12 --jobs 1 "${picked[@]}" \
	--filter 'strategy=cgroup/*' --filter 'strategy=iter/*' -o "$dir"
holds "every cell is measured: books balance, nothing is left behind" test \
	"$(cells_where "$dir" 'c["outcome"] != "ok"')" = 0
planned=$($PB run upgrade --dry-run --kernel 6.12 "${picked[@]}" --filter 'strategy=cgroup/*' --filter 'strategy=iter/*' | grep -c ^upgrade/)
holds "all that was planned is there" test "$planned" -ge 17 -a "$(cells_where "$dir" 'True')" = "$planned"
metric='lambda c, m: c["metrics"].get(m, {}).get("value", 0)'
m() { echo "($metric)(c, \"$1\")"; }
is() { echo "\"strategy=$1/\" in c[\"cell\"]"; }
holds "replacing loses events in every upgrade, on both sides" test \
	"$(cells_where "$dir" "$(is replace) and $(m lossy_upgrades) == $(m upgrades) == 14")" = 2
holds "their blackouts are told in instructions of both CPUs, hundreds for an event" test \
	"$(cells_where "$dir" "$(is replace) and c[\"accel\"] == \"icount\" and 50 < $(m blackout_insn_max) / $(m blackout_max) < 100000")" = 2
holds "a stub loses and doubles none" test \
	"$(cells_where "$dir" "$(is stub) and $(m missed) + $(m duplicated) + $(m wrong_version) == 0")" = 2
holds "an overlap of tracepoints loses none" test "$(cells_where "$dir" "$(is overlap) and $(m missed) == 0")" = 2
# A raw tracepoint's two steps are so short that the emulator's other CPU does not come in between: 0 of 30 upgrades.
holds "and doubles some where it takes long, in a module" test \
	"$(cells_where "$dir" "$(is overlap) and \"arm=kmod/\" in c[\"cell\"] and $(m duplicated) > 0")" = 1
holds "of a word that two handlers read an upgrade costs an event or doubles one, at most" test \
	"$(cells_where "$dir" "$(is flip) and $(m missed) == $(m lossy_upgrades) and $(m duplicated) == $(m doubling_upgrades)")" = 2
holds "versions go back nowhere" test "$(cells_where "$dir" "$(m reordered) != 0")" = 0
holds "what a version counts in its own variables goes with it" test \
	"$(cells_where "$dir" "$(m own_lost) == 0 and not $(is linkupdate)")" = 0
holds "a grace period between its steps makes an overlap double more, and lose none" test \
	"$(cells_where "$dir" "$(is handover) and $(m missed) == 0 and $(m doubling_upgrades) == 14")" = 1
holds "a loader that dies takes its program and its record along" test \
	"$(cells_where "$dir" "$(is restart) and $(m lossy_upgrades) == 14 and $(m state_lost) > 0")" = 1
holds "a pinned link and a pinned record stay" test \
	"$(cells_where "$dir" "$(is pinned) and $(m missed) == 0 and $(m state_lost) == 0")" = 1
holds "chains are mixed" test "$(cells_where "$dir" "$(is chain) and $(m mixed_versions) > 0")" -ge 1
holds "what freplace loses its base has counted" test \
	"$(cells_where "$dir" "$(is freplace) and $(m missed) == $(m stub_counted)")" = 1
holds "a tracing link is not updated in place" test "$(cells_where "$dir" "$(is linkupdate) and $(m refusal) == 22")" = 1
holds "links of cgroups and iterators are, without loss" test \
	"$(cells_where "$dir" "($(is cgroup) or $(is iter)) and $(m refusal) + $(m missed) + $(m duplicated) == 0")" = 2
holds "a larger record is refused, copied, and settled" test \
	"$(cells_where "$dir" "$(is migrate) and $(m schema_refusal) > 0 and $(m state_lost) == 0")" = 2
holds "no record that outlives its versions loses anything" test \
	"$(cells_where "$dir" "$(m state_lost) != 0 and not $(is restart)")" = 0
holds "the output fits the schema" scripts/validate-results "$dir"
runs 0 "the report is drawn" $PB report "$dir"
holds "with its pictures" test -s "$dir/plots/timeline-6.12.png" -a -s "$dir/plots/losses-6.12.png"
holds "and a verdict on every strategy" test "$(grep -c '^\* \*\*' "$dir/report.md")" -ge 10

dir=$TMP/counted
runs 0 "the second CPU of a kernel before 6.5 comes up where instructions are counted" $PB run upgrade --quick --kernel 6.1 --jobs 1 \
	--filter 'strategy=replace/arm=ebpf/mech=raw_tp' -o "$dir"
holds "and a blackout is told in its instructions, too" test \
	"$(cells_where "$dir" "c[\"accel\"] == \"icount\" and $(m lossy_upgrades) == 14 and $(m blackout_insn_max) > 1e6")" = 1

dir=$TMP/links
runs 0 "every kind of link is asked for an update" $PB run links --quick --kernel 6.12 --jobs 1 -o "$dir"
link() { echo "\"link=$1/\" in c[\"cell\"] and $(m refusal)"; }
for kind in iter cgroup xdp tcx; do
	holds "a link of kind $kind is updated" test "$(cells_where "$dir" "$(link $kind) == 0 and c[\"outcome\"] == \"ok\"")" = 1
done
for kind in perf_kprobe raw_tp fentry; do
	holds "a link of kind $kind is not: EINVAL" test "$(cells_where "$dir" "$(link $kind) == 22")" = 1
done

dir=$TMP/soak
runs 0 "a hundred upgrades in a row leak nothing, and what leaks is found" $PB run soak --quick --kernel 6.12 --jobs 1 \
	--filter 'strategy=leak/*' --filter 'strategy=overlap/*' -o "$dir"
holds "a slab object and a map, one an upgrade" test \
	"$(cells_where "$dir" '"=leak/" in c["cell"] and ("slab cache kmalloc-256" in c["leak"] or "80 kernel objects" in c["leak"])')" = 2
holds "nothing of the others" test "$(cells_where "$dir" '"=overlap/" in c["cell"] and c["outcome"] == "ok" and "leak" not in c')" = 2
holds "the output fits the schema" scripts/validate-results "$dir"
done_testing
