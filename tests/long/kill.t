#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A run killed at random moments: no QEMU survives, --resume alone completes it, nothing that was on
# disk is measured again, and the figures are those of a run that nobody disturbed.
# KILLS=5 SEED=1: how many, and which moments. tests/unit/test_kill.c kills the folder's writer alone,
# at every system call.
. "$(dirname "$0")/../lib.sh"

kills=${KILLS:-5}
seed=${SEED:-1}
what=(--quick --bit-exact --filter 'workload=getppid/hook=entry/*' --filter '*/workload=getppid/hook=none/*')

# Its own build folder makes its QEMU processes recognisable by their initramfs path.
mark=$TMP/build
mkdir -p "$mark"
ln -s "$PWD/build/probebench" "$mark/probebench"
export PROBEBENCH_BUILD=$mark
qemus() { pgrep -fc "qemu-system-x86_64.*$mark"; }

# One guest after the other: so the second boots while half of the cells are recorded.
begun=$(date +%s%N)
runs 0 "a run that nobody disturbs" $PB run "${what[@]}" --jobs 1 -o "$TMP/whole"
whole_ms=$((($(date +%s%N) - begun) / 1000000))
cells=$(wc -l <"$TMP/whole/cells.jsonl")
holds "which has $cells cells and takes $whole_ms ms" test "$cells" -ge 3

cat >"$TMP/judge.py" <<'PY'
"""Compare a resumed folder with the undisturbed one; say how many cells were measured twice."""
import json, os, re, sys
whole, dir, before, said = sys.argv[1:5]
def cells(path):
    if not os.path.exists(path):
        return {}
    lines = open(path, errors="replace").read().split("\n")[:-1]  # what is behind the last newline is torn
    records = [json.loads(l) for l in lines]
    assert len({r["cell"] for r in records}) == len(records), "a cell stands twice in " + path
    return {r["cell"]: r for r in records}
want, have, had = (cells(p) for p in (whole + "/cells.jsonl", dir + "/cells.jsonl", before))
assert set(want) == set(have), sorted(set(want) ^ set(have))
for name, r in have.items():
    assert r["outcome"] == "ok", r
    for key, m in r["metrics"].items():
        assert m["value"] == want[name]["metrics"][key]["value"], (name, key)
m = json.load(open(dir + "/manifest.json"))
assert m["complete"] is True
names = sorted(os.listdir(dir))
assert names == ["cells.jsonl", "console", "env", "manifest.json"], names
assert not [f for d in ("env", "console") for f in os.listdir(f"{dir}/{d}") if ".tmp" in f]
again = set(re.findall(r"\] ok (\S+)", open(said).read())) & set(had)
print(len(had), len(again))
assert not again, again
PY

wait_cells() {
	for _ in $(seq 1200); do
		[ "$(cat "$1/cells.jsonl" 2>/dev/null | wc -l)" -ge "$2" ] && return
		kill -0 $pid 2>/dev/null || return
		sleep 0.02
	done
}

RANDOM=$seed
complete=0 unborn=0 surviving=0 again=0 kept=0
for i in $(seq "$kills"); do
	dir=$TMP/killed
	rm -rf "$dir"
	at=$(((RANDOM * 32768 + RANDOM) % (whole_ms + 200)))
	$PB run "${what[@]}" --jobs 1 -o "$dir" >/dev/null 2>&1 &
	pid=$!
	# Every other moment lies just behind a cell: there the folder is at work, and a guest as well.
	if [ $((i % 2)) = 0 ]; then
		wait_cells "$dir" $((RANDOM % (cells + 1)))
		at=$((RANDOM % 400))
	fi
	sleep "$(printf '%d.%03d' $((at / 1000)) $((at % 1000)))"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
	for _ in $(seq 50); do [ "$(qemus)" = 0 ] && break; sleep 0.1; done
	surviving=$((surviving + $(qemus)))
	cp "$dir/cells.jsonl" "$TMP/before" 2>/dev/null || : >"$TMP/before"
	go=(--resume "$dir")
	if [ ! -e "$dir" ]; then
		unborn=$((unborn + 1))
		go=("${what[@]}" --jobs 1 -o "$dir")
	fi
	$PB run "${go[@]}" >/dev/null 2>"$TMP/said"
	code=$?
	if [ $code = 0 ] && python3 "$TMP/judge.py" "$TMP/whole" "$dir" "$TMP/before" "$TMP/said" >"$out" 2>"$err"; then
		complete=$((complete + 1))
	else
		echo "# kill $i after $at ms: exit code $code"
		sed 's/^/# /' "$TMP/said" "$err" | tail -n 12
	fi
	read -r had twice <"$out"
	kept=$((kept + ${had:-0})) again=$((again + ${twice:-0}))
	echo "# kill $i after $at ms: ${had:-?} of $cells cells were on disk, ${twice:-?} of them measured again"
done
holds "$kills kills (seed $seed), $kills complete folders" test $complete = "$kills"
holds "no QEMU survived" test $surviving = 0
holds "none of the $kept cells on disk was measured again" test $again = 0
holds "no archive is left behind" test -z "$(find "$mark/tmp" -name 'initramfs-*' -print -quit)"
echo "# $unborn of them died before there was a folder"
done_testing
