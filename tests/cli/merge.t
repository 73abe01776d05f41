#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# merge: parts become the whole, cell for cell; what is no part of the same run is refused; what is
# missing is named with the command that makes it; machines that disagree are found out.
# The parts are cut from the reference run, so that no guest is needed: tests/vm/shard.t measures.
. "$(dirname "$0")/../lib.sh"

# cut N DIR: the reference run as N shards DIR/1.. DIR/N, one baseline a kernel in all of them.
cat >"$TMP/cut.py" <<'PY'
import hashlib, json, os, shutil, sys
n, out = int(sys.argv[1]), sys.argv[2]
ref = "results/reference"
cells = [json.loads(l) for l in open(ref + "/cells.jsonl")]
manifest = json.load(open(ref + "/manifest.json"))
block = lambda c: "/".join(c["cell"].split("/")[:3])
blocks = sorted({block(c) for c in cells})
shard = {b: i % n + 1 for i, b in enumerate(blocks)}
matrix = "shard\trepeats\tcell\n" + "".join(f'{shard[block(c)]}\t2\t{c["cell"]}\n' for c in cells)
for i in range(1, n + 1):
    d = f"{out}/{i}"
    os.makedirs(d + "/console")
    shutil.copytree(ref + "/env", d + "/env")
    mine = [c for c in cells if shard[block(c)] == i or "workload=nop/" in c["cell"]]
    open(d + "/cells.jsonl", "w").write("".join(json.dumps(c, separators=(",", ":")) + "\n" for c in mine))
    open(d + "/matrix.tsv", "w").write(matrix)
    for b in range(4):
        open(f"{d}/console/boot-{b}.log", "w").write(f"shard {i} boot {b}\n")
    m = dict(manifest, shard=f"{i}/{n}", planned=len(mine))
    argv = m["argv"]  # whatever the reference run was filtered by, these are not its filters
    while "--filter" in argv:
        at = argv.index("--filter")
        argv = argv[:at] + argv[at + 2:]
    m["argv"] = argv + ["--filter", "kernel=*", "--shard", f"{i}/{n}"]
    names = ["cells.jsonl", "matrix.tsv"] + [f"{s}/{f}" for s in ("env", "console") for f in os.listdir(f"{d}/{s}")]
    m["files"] = {f: hashlib.sha256(open(f"{d}/{f}", "rb").read()).hexdigest() for f in names}
    json.dump(m, open(d + "/manifest.json", "w"), indent=1)
PY
cut() { rm -rf "$TMP/p"; python3 "$TMP/cut.py" "$1" "$TMP/p"; }
# edit DIR FILE PYTHON: change the manifest (m) or the list of cells (c), and keep the sums true.
edit() {
	python3 - "$@" <<'PY'
import hashlib, json, sys
d, what = sys.argv[1:3]
m = json.load(open(d + "/manifest.json"))
c = [json.loads(l) for l in open(d + "/cells.jsonl")]
exec(what)
open(d + "/cells.jsonl", "w").write("".join(json.dumps(x) + "\n" for x in c))
if "files" in m:
    m["files"]["cells.jsonl"] = hashlib.sha256(open(d + "/cells.jsonl", "rb").read()).hexdigest()
json.dump(m, open(d + "/manifest.json", "w"), indent=1)
PY
}
cat >"$TMP/equal.py" <<'PY'
"""The second folder has the cells of the first, in its order; only the numbers of the boots may differ."""
import json, sys
def cells(d):
    all = [json.loads(l) for l in open(d + "/cells.jsonl")]
    for c in all:
        for r in c["repeats"]:
            r.pop("boot")
    return all
a, b = map(cells, sys.argv[1:3])
assert len(a) == len(b), (len(a), len(b))
for x, y in zip(a, b):
    assert x == y, (x["cell"], y["cell"])
PY

cut 2
runs 0 "two shards become one folder" $PB merge "$TMP/p/2" "$TMP/p/1" -o "$TMP/two"
prints "$TMP/two" "whose name is printed"
says "2 were measured by several parts: 2 agree, 0 cannot tell" "and the shared baselines agree"
holds "it is the unsharded run, cell for cell" python3 "$TMP/equal.py" results/reference "$TMP/two"
holds "it fits its schema and its sums" scripts/validate-results "$TMP/two"
holds "boots have numbers of their own" grep -q "shard 2 boot 1" "$TMP/two/console/boot-5.log"
holds "it can be reported" $PB report "$TMP/two"
cmp -s "$TMP/two/tables/answer.md" results/reference/tables/answer.md
tap $? "and gives the answer of the unsharded run"
runs 2 "a folder that holds a run is not written over" $PB merge "$TMP/p/2" "$TMP/p/1" -o "$TMP/two"
runs 0 "the order of the arguments does not matter" $PB merge "$TMP/p/1" "$TMP/p/2" -o "$TMP/order"
cmp -s "$TMP/two/cells.jsonl" "$TMP/order/cells.jsonl"
tap $? "to the cells"
runs 0 "a whole run and a merged one are the same run" $PB merge "$TMP/two" "$TMP/order" -o "$TMP/both"

cut 4
rm -r "$TMP/p/3"
runs 1 "with a shard missing the exit code says so" $PB merge "$TMP/p/1" "$TMP/p/2" "$TMP/p/4" -o "$TMP/hole"
says "missing: overhead/kernel=" "its cells are named"
says "probebench run overhead --bit-exact --kernel 6.1,6.12 --filter 'kernel=*' --shard 3/4 -o DIR" "with the command"
says "--resume $TMP/hole" "and with one for here"
holds "the folder is not complete" grep -q '"complete": false' "$TMP/hole/manifest.json"

cut 2
edit "$TMP/p/2" 'm["complete"] = False; del m["files"]; c = c[:-5]'
runs 1 "a shard that was killed is taken as far as it came" $PB merge "$TMP/p/1" "$TMP/p/2" -o "$TMP/killed"
says "these 5 are made by: probebench run --resume $TMP/p/2" "and the rest is its own to finish"

refused() {
	cut 2
	edit "$TMP/p/2" "$2"
	runs "$1" "$3" $PB merge "$TMP/p/1" "$TMP/p/2" -o "$TMP/bad"
	says "$4" "and the message says why"
	test ! -e "$TMP/bad"
	tap $? "and nothing is written"
}
refused 2 'm["git"] = "0123456789ab"' "another revision is refused" "differ in revision (\"$(sed -n 's/^ "git": "\(.*\)",/\1/p' results/reference/manifest.json)\", \"0123456789ab\")"
refused 2 'm["seed"] = 2' "another seed is refused" "differ in seed"
refused 2 'm["kernels"][0]["image_sha256"] = "0" * 64' "another image of the same kernel is refused" "differ in kernels"
refused 5 'c[0]["schema"] = 2' "a newer schema is refused" "schema 2 is newer"
refused 1 'x = [x for x in c if "nop" in x["cell"]][0]; [r.update(min=r["min"] + 1) for r in x["repeats"]]' \
	"a machine that counts otherwise is found out" "1 of the 2 cells that several parts measured differ"
refused 2 'm["on"] = "host"' "times are not merged" "times of one machine"
cut 2
sed -i 's/workload=pipe/workload=pope/' "$TMP/p/2/matrix.tsv"
edit "$TMP/p/2" 'm["files"].pop("matrix.tsv")'
runs 2 "another matrix is refused" $PB merge "$TMP/p/1" "$TMP/p/2" -o "$TMP/bad"
cells=$(wc -l <results/reference/cells.jsonl)
says "matrices have $cells and $cells cells" "and the message says where they part"
cut 2
sed -i '1s/"value":[0-9]*/"value":1/' "$TMP/p/1/cells.jsonl"
runs 1 "a file that is not what the run wrote is refused" $PB merge "$TMP/p/1" "$TMP/p/2" -o "$TMP/bad"
says "is not what the run wrote" "and named"
runs 2 "merge needs folders and an output" $PB merge "$TMP/p/1"
runs 5 "a folder without a run is refused" $PB merge "$TMP" -o "$TMP/bad"
runs 2 "a shard beyond the last is refused" $PB run --shard 5/4
says "makes no sense" "and explained"
runs 2 "times are not sharded" $PB run --on host --shard 1/2
done_testing
