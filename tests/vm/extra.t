#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A collector, and objects, from a folder outside the tree: measured, guarded, reproduced.
. "$(dirname "$0")/../lib.sh"
tree=$PWD

mine=$TMP/mine
cp -r tests/extra/last "$mine"
few=(--quick --bit-exact --filter 'workload=getppid/hook=entry/collector=last/*' --filter 'workload=getppid/hook=none/*')
runs 0 "one command measures it, on both arms" $PB run --extra "$mine" "${few[@]}" -o "$TMP/before"
holds "three mechanisms of two arms, and the baseline" test "$(cells_where "$TMP/before" 'c["outcome"] == "ok"')" = 4
holds "and each saw what the workload made" test "$(cells_where "$TMP/before" \
	'"collector=last/" in c["cell"] and c["events"]["seen"] == c["events"]["expected"] > 0')" = 3
holds "the folder fits its schema" scripts/validate-results "$TMP/before"
holds "its manifest has the sums of the folder" python3 -c \
	'import json,sys; e = json.load(open(sys.argv[1] + "/manifest.json"))["extra"]; assert len(e) == 4, e' "$TMP/before"
holds "and not where it was" test -z "$(grep -rl "$mine" "$TMP/before")"

# 30 instructions more, on one side.
asm='asm volatile("r1 = 0\\n\\t.rept 29\\n\\tr1 += 1\\n\\t.endr" ::: "r1");'
sed -i "s/^\tlast_slots\[cpu\].events++;/\0\n\t$asm/" "$mine/ebpf/last.bpf.c"
runs 2 "a changed folder does not go on with an old run" $PB run --extra "$mine" "${few[@]}" --resume "$TMP/before"
says "another extra" "and is told so"
runs 0 "the changed one is measured" $PB run --extra "$mine" "${few[@]}" -o "$TMP/after"
runs 3 "its regression is caught" $PB gate "$TMP/before" "$TMP/after"
prints "+30 (" "by 30 instructions"
holds "on the side that changed, and nowhere else" test "$(grep -c 'REGRESSION.*arm=ebpf' "$out")$(grep -c 'arm=kmod' "$out")" = 20
sed -i 's/^static __always_inline void last_record/static __always_inline void last_other/' "$mine/kmod/last.c"
runs 5 "two sides that differ are not compared" $PB run --extra "$mine" -n
says "functions differ" "and the difference is named"
runs 2 "a folder with nothing in it" $PB run --extra "$TMP/before" -n
runs 2 "no such folder" $PB run --extra "$TMP/nowhere" -n

# One side alone.
runs 0 "scripts/new writes a collector's files anywhere" scripts/new collector solo "$TMP/solo"
rm "$TMP/solo/kmod/solo.c"
sed -i 's/\.bpf_elf/.no_module = true,\n\t&/' "$TMP/solo/harness/collectors/solo.c"
runs 0 "eBPF alone" $PB run --extra "$TMP/solo" -n --filter 'workload=getppid/*/collector=solo/*'
holds "is planned on that side only" test "$(grep -c arm=ebpf "$out") $(grep -c arm=kmod "$out")" = "7 0"

# Objects without sources: one that counts openat(), and a module that does nothing.
mkdir -p "$TMP/opaque/objects"
clang -O2 -g -target bpf -idirafter "/usr/include/$(gcc -print-multiarch)" -c tests/extra/opened.bpf.c -o "$TMP/opaque/objects/opened.bpf.o"
release=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1] + "/manifest.json"))["releases"][0])' "$TMP/before")
headers=${XDG_CACHE_HOME:-$HOME/.cache}/probebench/kernels/$release/usr/src/linux-headers-$release
mkdir "$TMP/ko"
cp tests/extra/idle.c "$TMP/ko"
echo 'obj-m := idle.o' >"$TMP/ko/Kbuild"
env MAKEFLAGS= MAKELEVEL= make -s -C "$headers" "M=$TMP/ko" modules >"$out" 2>"$err"
cp "$TMP/ko/idle.ko" "$TMP/opaque/objects/"
runs 0 "objects are measured as they are" $PB run opaque --extra "$TMP/opaque" --quick --bit-exact \
	--filter 'workload=openclose/object=*' --filter 'workload=getppid/object=opened/*' -o "$TMP/own"
added() { python3 - "$TMP/own" "$1" <<'PY'
import json, sys
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    if sys.argv[2] in c["cell"]:
        print(c["metrics"].get("added_insn_per_op", {}).get("value", c["reason"]))
PY
}
holds "what watches openat() costs an open ($(added workload=openclose/object=opened))" test "$(added workload=openclose/object=opened)" -gt 100
holds "and all system calls a little ($(added workload=getppid/object=opened))" test "$(added workload=getppid/object=opened)" -ge 0
holds "and nothing was left out" test "$(cells_where "$TMP/own" 'c["outcome"] == "ok"')" = 3
holds "a module that watches nothing costs nothing" test "$(added object=idle)" = 0
holds "the folder fits its schema" scripts/validate-results "$TMP/own"

# A published folder, run again: 1 claim that holds, 1 that does not, 1 that cannot be judged.
cp -r "$TMP/before" "$TMP/paper"
python3 - "$TMP/paper" results/reference <<'PY'
import json, sys
claims = json.load(open(sys.argv[2] + "/claims.json"))
claims["claims"] = [c for c in claims["claims"] if c["id"] in ("baseline-still", "entry-module-first", "exit-fprobe")]
for c in claims["claims"]:
    if c["id"] == "exit-fprobe":
        c["cells"] = {k: v.replace("workload=getppid", "workload=none") for k, v in c["cells"].items()}
json.dump(claims, open(sys.argv[1] + "/claims.json", "w"))
m = json.load(open(sys.argv[1] + "/manifest.json"))
m["quick"] = True
json.dump(m, open(sys.argv[1] + "/manifest.json", "w"))
PY
runs 0 "repro runs the cells that the claims speak of" $PB repro "$TMP/paper" --kick-the-tires -o "$TMP/again"
prints "ok 2 baseline-still" "and judges them"
prints "ok 3 entry-module-first" "claim by claim"
prints "ok 4 exit-fprobe" "and says of the last"
prints "# SKIP no cell here fits any of its globs" "why it cannot be judged"
holds "no other cell was run" test "$(wc -l <"$TMP/again/cells.jsonl")" = 3
holds "the appendix's table is there" grep -q '\\begin{tabular}' "$TMP/again/tables/claims.tex"
sed -i 's/>= 3 \*/>= 30 */' "$TMP/paper/claims.json"
runs 1 "a claim that does not hold" $PB repro "$TMP/paper" --kick-the-tires -o "$TMP/third"
prints "not ok 3 entry-module-first" "is found by running it"
cd "$tree" && for x in mine solo opaque; do rm -rf build/extra/$x-*; done
done_testing
