#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What a CI job uses: exporters read by the programs they are for, compare, gate, baselines. No guest.
. "$(dirname "$0")/../lib.sh"

ref=results/reference

# Exporters, each by its consumer's own parser where Debian has one.
for format in ktap junit benchjson benchjsonup benchfmt summary; do
	runs 0 "export $format" $PB export $format $ref -o "$TMP/$format"
done
cells=$(wc -l <$ref/cells.jsonl)
holds "Test::Harness reads the KTAP" prove --exec cat "$TMP/ktap"
grep -q "Tests=$cells," "$out"
tap $? "and finds every cell ($cells)"
if /usr/bin/python3 -c 'import junitparser' 2>/dev/null; then
	holds "junitparser reads the JUnit XML, and counts as we do" /usr/bin/python3 - "$TMP/junit" $ref <<'PY'
import json, sys, junitparser
xml = junitparser.JUnitXml.fromfile(sys.argv[1])
cells = [json.loads(l) for l in open(sys.argv[2] + "/cells.jsonl")]
ends = [c["outcome"] for c in cells]
cases = [case for suite in xml for case in suite]
assert len(cases) == len(cells) and len({c.name for c in cases}) == len(cells)
kinds = [type(r).__name__ for case in cases for r in case.result]
assert kinds.count("Skipped") == ends.count("skip"), kinds
assert sum(s.tests for s in xml) == len(cells) and sum(s.skipped for s in xml) == ends.count("skip")
PY
else
	tap 0 "junitparser reads the JUnit XML # skip python3-junitparser is not installed"
fi
holds "the dashboard's array has what github-action-benchmark asks for" python3 - "$TMP/benchjson" <<'PY'
import json, sys
a = json.load(open(sys.argv[1]))
assert a and len({e["name"] for e in a}) == len(a)
for e in a:
    assert set(e) <= {"name", "unit", "value", "range", "extra"}, e
    assert isinstance(e["value"], (int, float)) and all(isinstance(e[k], str) for k in ("name", "unit", "extra"))
PY
# No package of Debian's reads all of this format: hold it to its specification line by line.
holds "every line of the Go benchmark format is one" python3 - "$TMP/benchfmt" <<'PY'
import re, sys
config = re.compile(r"[a-z][^\sA-Z:]*: .+")
unit = re.compile(r"Unit \S+( (assume=exact|better=(lower|higher)))*")
result = re.compile(r"Benchmark[A-Z]\S* [1-9]\d*( -?\d+(\.\d+)?(e[+-]\d+)? [^\s\d]\S*)+")
seen = 0
for line in open(sys.argv[1], encoding="utf-8"):
    line = line.rstrip("\n")
    assert not line or config.fullmatch(line) or unit.fullmatch(line) or result.fullmatch(line), line
    seen += line.startswith("Benchmark")
assert seen > 500, seen
PY
runs 2 "an unknown format is refused" $PB export yaml $ref
says "junit" "and the formats are named"
runs 5 "a folder that is not there" $PB export junit "$TMP/nowhere"
runs 0 "list names exporters" $PB list exporters
prints "JUnit XML" "with what reads them"

# A second folder: one figure worse by 30, one better, one below any limit.
cell=overhead/kernel=6.12.117+deb12-cloud-amd64/workload=getppid/hook=entry/collector=count/arm=ebpf/mech=fentry
alter() { # DIR, then a python statement about c, for every cell
	mkdir -p "$1" && cp $ref/manifest.json "$1" && cp -r $ref/env "$1" && python3 - "$ref" "$1" "$2" <<'PY'
import json, sys
out = open(sys.argv[2] + "/cells.jsonl", "w")
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    m, name = c["metrics"], c["cell"]
    keep = {"keep": True}
    exec(sys.argv[3], {"c": c, "m": m, "name": name, "keep": keep})
    if keep["keep"]:
        out.write(json.dumps(c) + "\n")
PY
}
plus30="if name == '$cell': m['added_insn_per_event']['value'] += 30; m['added_insn_per_event']['delta'] += 30 * m['added_insn_per_event']['events']; m['insn_per_op']['value'] += 30"
alter "$TMP/same" pass
alter "$TMP/worse" "$plus30"
alter "$TMP/better" "${plus30//+= 30/-= 30}"
alter "$TMP/broken" "if name == '$cell': c['outcome'] = 'broken'; c['reason'] = 'the baseline moved'"
alter "$TMP/failed" "if name == '$cell': c['outcome'] = 'fail'; c['reason'] = 'lost count'"
alter "$TMP/less" "keep['keep'] = name != '$cell'"
alter "$TMP/other" "c['cpu'] = 'Skylake'"

runs 0 "compare: nothing differs" $PB compare $ref "$TMP/same"
prints "no difference" "and says so"
runs 0 "compare: one figure differs" $PB compare $ref "$TMP/worse"
prints "+30 (+21.43%)" "by how much, in whole instructions"
holds "and nothing else is listed" test "$(grep -c '+30' "$out")" = 2
for format in markdown csv latex json; do
	runs 0 "compare as $format" $PB compare $ref "$TMP/worse" --format $format
	cp "$out" "$TMP/compare.$format"
done
holds "the CSV has one row a figure and the change" python3 - "$TMP/compare.csv" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
changed = [r for r in rows if r["verdict"] == "changed"]
assert len(changed) == 2 and all(r["delta"] == "30" for r in changed), changed
PY
holds "the JSON says the same" python3 -c 'import json,sys; d = json.load(open(sys.argv[1])); assert sum(v.get("verdict") == "changed" for c in d["comparisons"] for v in c["values"]) == 2' "$TMP/compare.json"
grep -q 'begin{tabular}' "$TMP/compare.latex"
tap $? "the LaTeX has a table"
runs 0 "compare: kernels side by side, from one folder" $PB compare $ref --by kernel --filter 'workload=getppid/hook=entry/*'
prints "geometric mean" "with their geometric mean"
runs 0 "compare: module and eBPF side by side" $PB compare $ref --by arm=kmod,ebpf --without mech --filter 'hook=kprobe'
runs 2 "compare: two cells in one place are refused" $PB compare $ref --by arm --without mech
says "fall into one place" "and named"
runs 2 "compare: another CPU model is another cell" $PB compare $ref "$TMP/other"
says "no cell has a partner" "so nothing matches, which is an error"
runs 0 "compare: cells on one side only" $PB compare $ref "$TMP/less"
prints "Only in $ref" "are listed"

runs 0 "gate: unchanged" $PB gate $ref "$TMP/same"
runs 3 "gate: 30 instructions more" $PB gate $ref "$TMP/worse"
prints "REGRESSION" "are named"
runs 0 "gate: better is no regression" $PB gate $ref "$TMP/better"
runs 0 "gate: within a hard limit" $PB gate $ref "$TMP/worse" --limit 'added_insn_per_event=+30'
runs 3 "gate: beyond a hard limit" $PB gate $ref "$TMP/worse" --limit 'added_insn_per_event=+29'
runs 3 "gate: beyond the soft one of two" $PB gate $ref "$TMP/worse" --limit 'insn_per_op=+2%|+50'
runs 0 "gate: a limit for the other side" $PB gate $ref "$TMP/worse" --limit 'arm=kmod:*=+0'
runs 0 "gate: the last limit that fits counts" $PB gate $ref "$TMP/worse" --limit '*=+0' --limit 'hook=entry:*=+40'
runs 0 "gate: a warning is none" $PB gate $ref "$TMP/worse" --limit '*=+50%' --warn '*=+0'
prints "warning" "and is shown"
runs 2 "gate: a limit that nothing fits" $PB gate $ref "$TMP/worse" --limit 'insns=+1'
runs 2 "gate: a limit that is none" $PB gate $ref "$TMP/worse" --limit 'insn_per_op=2'
runs 1 "gate: what could not be measured" $PB gate $ref "$TMP/broken"
prints "the baseline moved" "with its reason"
runs 3 "gate: what failed" $PB gate $ref "$TMP/failed"
runs 0 "gate: a cell that is gone" $PB gate $ref "$TMP/less"
runs 3 "gate: which --strict forbids" $PB gate $ref "$TMP/less" --strict
runs 2 "gate: no matching cell" $PB gate $ref "$TMP/same" --filter 'workload=nothing'

store=(--store "$TMP/store" --baseline main)
runs 5 "baseline: none yet" $PB gate "$TMP/same" "${store[@]}"
says "--save" "and how to keep one"
runs 0 "baseline: keep one" $PB gate $ref "${store[@]}" --save
holds "keyed by series, accelerator, CPU model and QEMU" test -s "$TMP/store/main/6.12_icount_qemu64_qemu-7.2.22/cells.jsonl"
runs 0 "baseline: unchanged" $PB gate "$TMP/same" "${store[@]}"
runs 3 "baseline: a regression" $PB gate "$TMP/worse" "${store[@]}"
runs 5 "baseline: none for this CPU model" $PB gate "$TMP/other" "${store[@]}"
says "6.12_icount_Skylake" "which is named"
runs 2 "baseline: no path as a name" $PB gate "$TMP/same" --baseline ../x --store "$TMP/store"

# Claims: of the committed reference run, by its own cells; tests/vm/ci.t runs them again.
runs 0 "repro: every claim of the reference run holds by its own cells" $PB repro $ref --results $ref --tables "$TMP/tables"
prints "# $(grep -c '"id":' $ref/claims.json) hold, 0 do not, 0 cannot be judged here" "all of them"
cp "$out" "$TMP/claims.ktap"
holds "Test::Harness reads them" prove --exec cat "$TMP/claims.ktap"
holds "the appendix's table is written" grep -q 'entry-module-first & On the way into' "$TMP/tables/claims.tex"
holds "and a macro for each figure" grep -qx '\\newcommand{\\pbClaimEntryModuleFirstEbpf}{140}' "$TMP/tables/claim-numbers.tex"
cp -r $ref "$TMP/tampered"
sed -i 's/"ebpf >= 3 \* kmod"/"ebpf >= 30 * kmod"/' "$TMP/tampered/claims.json"
runs 1 "a tampered claim is found" $PB repro "$TMP/tampered" --results "$TMP/tampered"
prints "not ok 4 entry-module-first" "and named"
prints "# kernel=6.1: ebpf = 135, kmod = 35" "with the figures that refute it"
cp -r $ref "$TMP/forged"
cp "$TMP/worse/cells.jsonl" "$TMP/forged/cells.jsonl"
runs 1 "tampered cells are found" $PB repro "$TMP/forged" --results "$TMP/forged"
prints "not ok 1 sums" "by their sums"
says "cells.jsonl" "which name the file"
prints "not ok 12 answer-6.12" "and by the claim that they refute"
runs 4 "claims about another CPU model cannot be judged" $PB repro $ref --results "$TMP/other"
prints "# SKIP cpu here is Skylake, the claim is about qemu64" "and say why"
runs 5 "a folder without claims" $PB repro "$TMP/same"
says "claims.json" "is told what it lacks"
runs 2 "repro of nothing" $PB repro

runs 0 "figures of others beside the reference run's" $PB repro --published
for verdict in "Order holds (8 of 8 pairs)" "Order does not hold (18 of 21 pairs" "Not comparable: "; do
	prints "$verdict" "with a verdict: $verdict"
done
prints "attaching to and detaching from 1,000 functions" "and with what ours are where it is not an event"
holds "every one of them fits its schema" scripts/validate-results $ref results/published/*.json

holds "every command in the documentation names a verb and options that there are" python3 - "$PB" <<'PY'
import glob, re, shlex, subprocess, sys
pb = sys.argv[1].split()
helps, seen = {}, 0
for path in ["README.md", *glob.glob("docs/*.md"), *glob.glob(".github/workflows/*.yml")]:
    for n, line in enumerate(open(path), 1):
        for command in re.findall(r"(?:build/)?probebench ((?!VERB)[a-z]+(?: [^`|&>#{};]*)?)", line):
            if not line.lstrip().startswith(("build/probebench", "sudo build", "|")) and "build/probebench" not in line:
                continue
            try:
                words = shlex.split(command)
            except ValueError:
                continue
            verb = words[0]
            if verb not in helps:
                helps[verb] = subprocess.run([*pb, verb, "--help"], capture_output=True, text=True).stdout
            assert helps[verb], f"{path}:{n}: no verb {verb}"
            for word in words[1:]:
                option = re.match(r"--[a-z-]+", word)
                if option:
                    assert re.search(rf"{option[0]}\b", helps[verb]), f"{path}:{n}: {verb} has no {option[0]}"
                    seen += 1
assert seen > 40, seen
PY
if /usr/bin/python3 -c 'import yaml' 2>/dev/null; then
	holds "the workflow is YAML, with steps" /usr/bin/python3 -c 'import sys,yaml; w = yaml.safe_load(open(".github/workflows/gate.yml")); assert len(w["jobs"]["gate"]["steps"]) > 8'
else
	tap 0 "the workflow is YAML # skip python3-yaml is not installed"
fi
done_testing
