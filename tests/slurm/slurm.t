#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A real Slurm, its controller, its node and its keys in a folder of its own, without systemd: a job array
# of four tasks ends in one merged report. Nothing of a Slurm that the machine may have is touched.
. "$(dirname "$0")/../lib.sh"

for program in slurmctld slurmd munged sbatch; do
	command -v $program >/dev/null || skip_rest "there is no $program: install slurm-wlm and munge"
done
[ "$(id -u)" = 0 ] || skip_rest "a node that starts jobs is root"

cluster=$TMP/cluster
host=$(hostname -s)
port=$((20000 + RANDOM % 10000))
mkdir -p "$cluster/state" "$cluster/spool"
head -c 1024 /dev/urandom >"$cluster/munge.key"
# munged asks that nobody but its owner can reach its key, and that all can reach its socket.
chmod 711 "$TMP" "$cluster"
chmod 600 "$cluster/munge.key"
cat >"$cluster/slurm.conf" <<CONF
ClusterName=probebench
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$cluster/munge.socket
CryptoType=crypto/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/slurmd.log
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SchedulerParameters=sched_interval=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=60 State=UP
CONF
export SLURM_CONF=$cluster/slurm.conf

pids=()
stop() {
	scancel --user=root 2>/dev/null
	[ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null
	wait 2>/dev/null
	rm -rf "$TMP"
}
trap stop EXIT
munged --foreground --force --key-file="$cluster/munge.key" --socket="$cluster/munge.socket" \
	--pid-file="$cluster/munge.pid" --log-file="$cluster/munge.log" --seed-file="$cluster/munge.seed" >"$cluster/munged.out" 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -S "$cluster/munge.socket" ] && break; sleep 0.1; done
slurmctld -D -f "$SLURM_CONF" >"$cluster/slurmctld.out" 2>&1 &
pids+=($!)
slurmd -D -f "$SLURM_CONF" -N "$host" >"$cluster/slurmd.out" 2>&1 &
pids+=($!)
for _ in $(seq 300); do
	[ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ] && break
	sleep 0.1
done
holds "a controller and a node are up" test "$(sinfo --noheader --format=%T)" = idle
if [ "$(sinfo --noheader --format=%T)" != idle ]; then
	sed 's/^/# /' "$cluster"/*.log "$cluster"/*.out | tail -n 40
	done_testing
	exit 1
fi

# Wait until there is no job. A controller that does not answer in time says nothing about its jobs.
ended() {
	local jobs
	for _ in $(seq 1200); do
		jobs=$(squeue --noheader 2>/dev/null) && [ -z "$jobs" ] && return
		sleep 1
	done
	return 1
}

dir=$TMP/run
what=(--quick --bit-exact --cell-timeout 900 --filter '*/hook=none/*' --filter 'workload=getppid/hook=entry/collector=count/*')
runs 0 "an array of four tasks is submitted, and what merges it" scripts/slurm/submit 4 "$dir" "${what[@]}"
read -r array merge <"$out"
holds "as two jobs" test "$array" -gt 0 -a "$merge" -gt "$array"
holds "both end" ended
holds "four shards were measured" test "$(cat "$dir"/shard-*/manifest.json | grep -c '"shard": "[1-4]/4"')" = 4
holds "every one by a task of its own" grep -q "shard 3/4, as SLURM_ARRAY_TASK_ID says" "$dir/shard-3.log"
grep -v ' missing: ' "$dir"/*.log | grep -v '\] ok' | sed "s|$dir/|# |" | tail -n 40
holds "they were merged" grep -q '"complete": true' "$dir/merged/manifest.json"
holds "and the baseline that all measured agrees" grep -q "measured by several parts: [1-9][0-9]* agree, 0 cannot tell" "$dir/merge.log"
holds "the merged run fits its schema and sums" scripts/validate-results "$dir/merged"
runs 0 "it has the cells of the unsharded run" $PB run "${what[@]}" --dry-run
sort "$out" >"$TMP/want"
python3 -c 'import json, sys; print("\n".join(sorted(json.loads(l)["cell"] for l in open(sys.argv[1]))))' "$dir/merged/cells.jsonl" |
	LC_ALL=C sort | cmp -s - <(LC_ALL=C sort "$TMP/want")
tap $? "all of them and no other"
holds "all are ok" test "$(cells_where "$dir/merged" 'c["outcome"] != "ok"')" = 0
holds "there is one report" grep -q ftrace_direct "$dir/merged/report.md"

rm -r "$dir/shard-2"
runs 0 "submitted again after one shard was lost" scripts/slurm/submit 4 "$dir" "${what[@]}"
read -r array merge <"$out"
ended
holds "only that one is measured, and the run is whole again" sh -c "grep -q '\"complete\": true' $dir/merged/manifest.json && \
	test \$(grep -c ' cells: ' $dir/shard-1.log) = 2 && ! sed '1,/ cells: /d' $dir/shard-1.log | grep -q '\] ok'"
done_testing
