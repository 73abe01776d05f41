#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# bundle: two packings are equal byte by byte; a reader can check every sum, field and key; what is
# unfinished or changed is refused.
. "$(dirname "$0")/../lib.sh"

command -v zstd >/dev/null || skip_rest "there is no zstd"
runs 0 "the reference run is packed" $PB bundle results/reference -o "$TMP/a.tar.zst"
prints "$TMP/a.tar.zst" "and the file is named"
cp -r results/reference "$TMP/reference"
find "$TMP/reference" -exec touch -d 2001-01-01 {} +
chmod -R go= "$TMP/reference"
runs 0 "so is a copy with other times and modes" $PB bundle "$TMP/reference" -o "$TMP/b.tar.zst"
cmp "$TMP/a.tar.zst" "$TMP/b.tar.zst"
tap $? "into the same bytes"
holds "sums, types, keys and references are right" scripts/validate-bundle "$TMP/a.tar.zst"
prints "reference: $(wc -l <results/reference/cells.jsonl) cells, " "of every cell"
tar -xOf "$TMP/a.tar.zst" reference/cells.jsonl 2>/dev/null | cmp -s - results/reference/cells.jsonl
tap $? "the cells are in it as they were recorded"
holds "the citation names the revision" sh -c "tar -xOf $TMP/a.tar.zst reference/CITATION.cff | grep -q 'version: \"[0-9a-f]*\"'"
runs 0 "authors and title can be given" $PB bundle results/reference --author 'A. "B" C' --title 'T: x' -o "$TMP/c.tar.zst"
holds "and are quoted" sh -c "tar -xOf $TMP/c.tar.zst reference/CITATION.cff | grep -qF -- '- name: \"A. \\\"B\\\" C\"'"

# A sampled cell under the name of an exact one, an observing one, a reason of two lines, a key named profile.
python3 - "$TMP/reference" <<'PY'
import hashlib, json, sys
d = sys.argv[1]
c = [json.loads(l) for l in open(d + "/cells.jsonl")]
s = dict(c[0], profile="sampled", accel="kvm", metrics={"added_ns_per_event": {
    "value": 61.5, "unit": "ns", "class": "sampled", "ci": [60.1, 62.9], "n": 6, "samples": [61, 61.5, 62, 60, 63, 61.25]}})
o = dict(c[0], cell="safety/kernel=6.1.0-56-cloud-amd64/fault=m01/profile=stock/arm=kmod", outcome="fail", metrics={},
         reason='first line,\nsecond "line"', verdict="PANIC", observed=[{"stage": "now", "outcome": "WARN", "evidence": "a, b"},
         {"stage": "delayed", "outcome": "PANIC", "evidence": "c\nd"}])
open(d + "/cells.jsonl", "a").write(json.dumps(s) + "\n" + json.dumps(o) + "\n")
m = json.load(open(d + "/manifest.json"))
m["files"]["cells.jsonl"] = hashlib.sha256(open(d + "/cells.jsonl", "rb").read()).hexdigest()
json.dump(m, open(d + "/manifest.json", "w"))
PY
runs 0 "sampled and observing cells are packed" $PB bundle "$TMP/reference" -o "$TMP/d.tar.zst"
holds "and are right" scripts/validate-bundle "$TMP/d.tar.zst"
prints "$(($(wc -l <results/reference/cells.jsonl) + 2)) cells" "all of them"
prints "2 observed" "with what was observed"
holds "a key of the names never hides a column" sh -c "tar -xOf $TMP/d.tar.zst reference/data/cells.csv | head -1 | grep -q ,key_profile,"

sed -i 's/"complete": true/"complete": false/' "$TMP/reference/manifest.json"
runs 2 "an unfinished run is refused" $PB bundle "$TMP/reference" -o "$TMP/e.tar.zst"
says "run --resume" "with what to do"
sed -i 's/"complete": false/"complete": true/' "$TMP/reference/manifest.json"
echo >>"$TMP/reference/cells.jsonl"
runs 1 "a changed one too" $PB bundle "$TMP/reference" -o "$TMP/e.tar.zst"
says "is not what the run wrote" "and the file is named"
runs 5 "a folder without a run is refused" $PB bundle "$TMP"
runs 2 "bundle needs a folder" $PB bundle
test ! -e "$TMP/e.tar.zst"
tap $? "nothing is left of what was refused"
done_testing
