#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# run --on host, for real, on the kernel of this machine: what it cannot do is a skip with a reason.
. "$(dirname "$0")/../lib.sh"
export XDG_STATE_HOME=$TMP/state
state=$XDG_STATE_HOME/probebench/host-state.json
few=(--on host --quick --filter 'workload=getppid/hook=tracepoint/collector=count/*'
	--filter 'workload=getppid/hook=none/*' --filter 'workload=getppid/hook=kprobe/collector=null/*')
setting() { cat /proc/sys/kernel/bpf_stats_enabled 2>/dev/null; }

runs 2 "--on of nowhere is refused" $PB run --on moon
says "vm or on host" "and says what there is"
for alien in '--kernel 6.12' --bit-exact '--jobs 2' '--repeats 2' '--with bpftrace'; do
	# shellcheck disable=SC2086 # an option and its value
	runs 2 "$alien has no meaning on a host" $PB run --on host $alien
done
runs 2 "an experiment without a sampled form is refused" $PB run buckets --on host
says "no sampled form" "and says so"
runs 2 "fewer than six samples are refused" $PB run --on host --loads 1 --blocks 5
says "no verdict" "and says why"
runs 2 "--loads is about a host" $PB run --loads 2
runs 0 "a dry run needs no root" $PB run --on host --dry-run
prints "kernel=$(uname -r)/" "and names the running kernel"
for body in null cal100 filter stream; do
	runs 0 "lives of $body are planned where no kprobe is needed" $PB run lifecycle --on host --dry-run \
		--filter "hook=tracepoint/collector=$body/*"
	prints "collector=$body/step=attach/arm=ebpf/mech=raw_tp" "in a program"
	prints "collector=$body/step=load/arm=kmod/mech=tracepoint" "and in a module"
	runs 2 "but not in guests, which have kprobes" $PB run lifecycle --dry-run \
		--filter "hook=tracepoint/collector=$body/*"
done

if [ "$(id -u)" != 0 ]; then
	runs 5 "without root there is no host run" $PB run "${few[@]}" -o "$TMP/r"
	says "needs root" "and says so"
	skip_rest "the rest needs root"
fi
# A user who may not even read the checkout gets a copy of the binary.
cp $PB "$TMP/probebench"
chmod 755 "$TMP" "$TMP/probebench"
runs 5 "without root there is no host run" setpriv --reuid=65534 --regid=65534 --clear-groups \
	"$TMP/probebench" run "${few[@]}" -o "$TMP/nobody"
says "needs root" "and says so"
holds "and nothing is written" test ! -e "$TMP/nobody"

if command -v setpriv >/dev/null; then
	runs 5 "without mounts of its own there is no host run" setpriv --bounding-set=-sys_admin \
		--inh-caps=-sys_admin $PB run "${few[@]}" -o "$TMP/mounts"
	says "mount namespace of its own" "and says what is lacking"
	holds "nothing was measured" test ! -s "$TMP/mounts/cells.jsonl"
fi

if ! command -v bpftool >/dev/null || ! bpftool prog list >/dev/null 2>&1; then
	skip_rest "this kernel has no BPF at all: $(bpftool prog list 2>&1 | head -n 1)"
fi

# A setting that must come back: statistics on would be part of every BPF program's cost.
before=$(setting)
[ -z "$before" ] || echo 1 >/proc/sys/kernel/bpf_stats_enabled
restore() { [ -z "$before" ] || echo "$before" >/proc/sys/kernel/bpf_stats_enabled; }
trap 'restore; rm -rf "$TMP"' EXIT

dir=$TMP/run
start=$SECONDS
runs 0 "a quick run on this host works" $PB run "${few[@]}" -o "$dir"
took=$((SECONDS - start))
holds "within a minute for $(wc -l <"$dir/cells.jsonl") cells (took $took s)" test "$took" -lt 60
holds "every cell is recorded" test "$(cells_where "$dir" True)" = 7
holds "nothing failed or broke" test "$(cells_where "$dir" 'c["outcome"] in ("fail", "broken")')" = 0
holds "every skip has a reason" test "$(cells_where "$dir" 'c["outcome"] == "skip" and not c["reason"]')" = 0
holds "all cells are of the sampled class, on this host" test \
	"$(cells_where "$dir" 'c["profile"] == "sampled" and c["accel"] == "host" and c["cpu"]')" = 7
if [ ! -e /proc/modules ]; then
	holds "modules are skipped: this kernel loads none" test \
		"$(cells_where "$dir" 'c["outcome"] == "skip" and "arm=kmod" in c["cell"] and "module support" in c["reason"]')" = 2
fi
if ! grep -qw register_kprobe /proc/kallsyms; then
	holds "kprobes are skipped with the kernel's own reason" test \
		"$(cells_where "$dir" 'c["outcome"] == "skip" and "mech=kprobe" in c["cell"] and "arm=ebpf" in c["cell"] and "attaching kprobe" in c["reason"]')" = 1
fi
measured=$(cells_where "$dir" 'c["outcome"] == "ok" and "arm=ebpf" in c["cell"]')
holds "some eBPF cells are measured ($measured)" test "$measured" -gt 0
holds "and saw every event" test "$(cells_where "$dir" \
	'c["outcome"] == "ok" and "collector=count" in c["cell"] and c["events"]["seen"] == c["events"]["expected"] > 0')" = "$measured"
holds "and proved their hits" test "$(cells_where "$dir" \
	'c["outcome"] == "ok" and "arm=ebpf" in c["cell"] and c["proof"] and c["events"]["hits"] == c["events"]["hits_expected"] > 0')" = "$measured"
holds "with 6 to 30 samples and an interval" test "$(cells_where "$dir" \
	'c["outcome"] == "ok" and "arm=ebpf" in c["cell"] and (lambda m: 6 <= m["n"] == len(m["samples"]) <= 30 and m["ci"][0] <= m["value"] <= m["ci"][1])(c["metrics"]["added_ns_per_event"])')" = "$measured"
holds "a resolved cost is some nanoseconds, not none and not microseconds" test "$(cells_where "$dir" \
	'"added_ns_per_event" in c["metrics"] and c["metrics"]["added_ns_per_event"]["resolved"] and not 1 < c["metrics"]["added_ns_per_event"]["value"] < 3000')" = 0
holds "the records follow the schema" scripts/validate-results "$dir"
[ -z "$before" ] || holds "the setting was put back" test "$(setting)" = 1
holds "and no state file is left" test ! -e "$state"
[ -z "$before" ] || holds "what was set is recorded" grep -q '"was": "1"' "$dir/env/$(uname -r).json"
runs 0 "the report can be made" $PB report "$dir"
holds "and says which class it is" grep -q 'Class: \*\*sampled\*\*' "$dir/report.md"
holds "and never claims instructions" test "$(grep -ci 'instructions per event' "$dir/report.md")" = 0
runs 0 "resuming a complete run measures nothing" $PB run "${few[@]}" --resume "$dir"
runs 0 "--resume alone knows that it is a host's run" $PB run --resume "$dir"

# The life cycle in time: what a step takes, and how long one waits for it.
dir=$TMP/lives
runs 0 "lives are led on this host" $PB run lifecycle --on host --quick --filter 'hook=tracepoint/collector=count/*' \
	--filter 'hook=tracepoint/collector=filter/*' -o "$dir"
holds "four steps of every mechanism" test "$(cells_where "$dir" 'c["profile"] == "sampled"')" -ge 16
holds "nothing failed or broke" test "$(cells_where "$dir" 'c["outcome"] in ("fail", "broken")')" = 0
measured=$(cells_where "$dir" 'c["outcome"] == "ok" and "arm=ebpf" in c["cell"]')
holds "some eBPF steps are measured ($measured)" test "$measured" -gt 0
holds "every life saw its events" test "$(cells_where "$dir" \
	'c["outcome"] == "ok" and c["events"]["expected"] > 0 and c["events"]["seen"] + c["events"]["lost"] == (0 if "collector=filter" in c["cell"] else c["events"]["expected"])')" = "$measured"
holds "a step takes time, and no more of the processor than time" test "$(cells_where "$dir" \
	'c["outcome"] == "ok" and (lambda e, p: 0 < p["value"] < 1.1 * e["value"] < 3e9 and 6 <= e["n"] == len(e["samples"]) <= 30)(c["metrics"]["elapsed_ns"], c["metrics"]["cpu_ns"])')" = "$measured"
holds "the records follow the schema" scripts/validate-results "$dir"
runs 0 "the report can be made" $PB report "$dir"
holds "and tells elapsed from processor time" test "$(grep -c 'Microseconds' "$dir/report.md")" -ge 2
holds "and why anything was skipped" test "$(grep -c '^## What was skipped' "$dir/report.md")" = \
	"$(($(cells_where "$dir" 'c["outcome"] == "skip"') > 0))"

# Upgrades with a CPU for each side: what a guest whose CPUs take turns cannot show, and how long a blackout lasts.
dir=$TMP/upgrade
runs 0 "programs are replaced on this host" $PB run upgrade --on host --quick \
	--filter 'strategy=stub/arm=*/mech=raw_tp' --filter 'strategy=replace/arm=*/mech=raw_tp' -o "$dir"
holds "programs alone: modules are for guests" test "$(cells_where "$dir" '"arm=kmod" in c["cell"]')" = 0
holds "both strategies are measured" test "$(cells_where "$dir" 'c["outcome"] == "ok" and c["profile"] == "sampled"')" = 2
holds "a stub loses and doubles nothing" test "$(cells_where "$dir" \
	'"=stub/" in c["cell"] and c["metrics"]["missed"]["value"] + c["metrics"]["duplicated"]["value"] + c["metrics"]["blackout_ns"]["value"] == 0')" = 1
holds "replacing has a blackout, as events and as time" test "$(cells_where "$dir" \
	'"=replace/" in c["cell"] and c["metrics"]["missed"]["value"] > 0 and c["metrics"]["blackout_ns"]["value"] > 0')" = 1
holds "the records follow the schema" scripts/validate-results "$dir"
runs 0 "the report can be made" $PB report "$dir"
holds "and has blackouts in microseconds" grep -q 'longest pause of the workload in microseconds' "$dir/report.md"

# Records a second to user space: a figure of time, so it is measured here and not in a guest.
dir=$TMP/channel
runs 0 "the throughput of channels is measured on this host" $PB run channel --on host --quick \
	--filter 'channel=ringbuf/size=64/policy=batch' --filter 'channel=mmap/size=64/policy=batch' -o "$dir"
holds "of the ring buffer" test "$(cells_where "$dir" 'c["outcome"] == "ok" and "arm=ebpf" in c["cell"] and c["profile"] == "sampled" and c["metrics"]["records_per_s"]["value"] > 0 and 0 <= c["metrics"]["lost_share"]["value"] <= 100')" = 1
holds "a module that this kernel cannot load is skipped with the reason" test \
	"$(cells_where "$dir" '"arm=kmod" in c["cell"] and (c["outcome"] == "ok" or c["outcome"] == "skip" and "module" in c["reason"])')" = 1
holds "the records follow the schema" scripts/validate-results "$dir"
runs 0 "the report can be made" $PB report "$dir"
holds "and has their rate" grep -q 'Thousands of records a second' "$dir/report.md"

# Interrupted: 130, settings back, the rest can be resumed.
long=(--on host --loads 30 --filter 'workload=getppid/hook=tracepoint/collector=count/*')
for signal in INT TERM; do
	# A shell's background job ignores SIGINT unless it has job control.
	set -m
	$PB run "${long[@]}" -o "$TMP/$signal" >"$out" 2>"$err" &
	pid=$!
	set +m
	for _ in $(seq 100); do [ -e "$state" ] && break; sleep 0.1; done
	sleep 2
	kill -$signal $pid
	code=0
	wait $pid || code=$?
	holds "SIG$signal ends a run with 130" test "$code" = 130
	holds "no state file is left after SIG$signal" test ! -e "$state"
	[ -z "$before" ] || holds "the setting is back after SIG$signal" test "$(setting)" = 1
	holds "the folder says how to go on" grep -q '"complete": false' "$TMP/$signal/manifest.json"
done

# kill -9: the next one to come puts it back. And meanwhile nobody else measures.
set -m
$PB run "${long[@]}" -o "$TMP/kill" >"$out" 2>"$err" &
pid=$!
set +m
for _ in $(seq 100); do [ -e "$state" ] && break; sleep 0.1; done
sleep 1
runs 5 "two runs at once are refused" $PB run "${few[@]}" -o "$TMP/second"
says "another probebench is measuring" "and the message says so"
kill -KILL $pid
wait $pid 2>/dev/null
holds "kill -9 leaves the state file" test -s "$state"
[ -z "$before" ] || holds "and the setting changed" test "$(setting)" = 0
$PB doctor --no-boot >"$out" 2>"$err"
prints "a run was killed" "doctor says that a run was killed"
[ -z "$before" ] || holds "and puts the setting back" test "$(setting)" = 1
holds "and removes the state file" test ! -e "$state"
holds "no process of the killed run is left" test -z "$(pgrep -f "$TMP/kill" || true)"
done_testing
