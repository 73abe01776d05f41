#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# keep: a folder is taken into the tree whole or not at all, and says why not. It works on a clone, so
# that the tree under test stays as it is.
. "$(dirname "$0")/../lib.sh"

command -v scour >/dev/null || skip_rest "scour is not installed"
git clone -q --no-hardlinks . "$TMP/tree" 2>/dev/null || skip_rest "not a git checkout"
cp scripts/keep "$TMP/tree/scripts/keep"
keep=$TMP/tree/scripts/keep
head=$(git -C "$TMP/tree" rev-parse --short=12 HEAD)
run=$TMP/run
cp -r results/model "$run"
revision() { sed -i "s/^ \"git\": .*/ \"git\": \"$1\",/" "$run/manifest.json"; }
kept() { git -C "$TMP/tree" status --porcelain results; }
revision "$head"

runs 2 "a folder without a name is misuse" "$keep" "$run"
says "usage: keep DIR NAME" "and the usage is shown"
runs 2 "a name that leads elsewhere is misuse" "$keep" "$run" ../model
runs 1 "a folder that is none is refused" "$keep" "$TMP/nowhere" model
says "has no readable manifest.json" "because it has no manifest"

revision "$head-dirty"
runs 1 "a run of a changed tree is refused" "$keep" "$run" model
says "which nobody can check out" "because its code is nowhere"
revision 0123456789ab
runs 1 "a run of an unknown revision is refused" "$keep" "$run" model
says "is no ancestor of HEAD" "because its code is not in this history"
revision "$head"

sed -i 's/"complete": true/"complete": false/' "$run/manifest.json"
runs 1 "an interrupted run is refused" "$keep" "$run" model
says "probebench run --resume" "and told how to finish it"
sed -i 's/"complete": false/"complete": true/' "$run/manifest.json"

echo "read /home/someone/secret" >>"$run/report.md"
runs 1 "a path of this machine is refused" "$keep" "$run" model
says "names a path of this machine: /home/someone/secret" "and shown"

rm "$run/report.md"
runs 1 "a run without its report is refused" "$keep" "$run" model
says "draw it: probebench report" "and told how to draw it"

truncate -s 5000000 "$run/report.md"
runs 1 "what is too large is refused" "$keep" "$run" model
says "it stays under 5000000" "and told the limit"
holds "nothing was changed so far" test -z "$(kept)"
sed 's/^| /|    /' results/model/report.md >"$run/report.md"

# As gnuplot writes it: a group with nothing in it, and a symbol that nobody uses.
svg=$(find "$run/plots" -name '*.svg' | head -n 1)
sed -i 's,</title>,</title><defs><circle id="gpDot" r="0.5"/></defs><g stroke="red"></g>,' "$svg"
# A line of three points, and a pen that is put down and lifted, as for a tick of no length.
sed -i 's,</svg>,<path d="M10 20L30 25L50 90" stroke="#00ff01"/><path d="M10 20L10 20" stroke="#00ff02"/></svg>,' "$svg"
# And a text in a group that only says where and how.
sed -i 's,</svg>,<g transform="translate(30 7)" fill="#123456"><text><tspan font-family="sans-serif">there</tspan></text></g></svg>,' "$svg"
# A mark in a colour.
sed -i 's|</svg>|<circle cx="3" cy="3" r="1" fill="currentColor" color="rgb(  0, 114, 178)"/></svg>|' "$svg"
# Letters in a line.
sed -i 's,</svg>,<text x="3" y="9">v</text><text x="5" y="9">w</text><text x="7" y="9">x</text></svg>,' "$svg"
# The line of the script as the name of a curve, and the text of a bar that has none.
sed -i 's,</svg>,<g><title>dat using 2:1:3</title><path d="M1 2L3 9L5 2" stroke="#00ff03"/><g transform="translate(5 6)" fill="#123457"><text/></g></g></svg>,' "$svg"
texts() { python3 -c 'import sys, xml.etree.ElementTree as e
for t in e.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}text"):
	for piece in filter(None, map(str.strip, t.itertext())): print(piece)' "$1" | sort; }
texts "$svg" >"$TMP/texts"
python3 - "$run" <<'PY'
import sys
path = sys.argv[1] + "/manifest.json"
text = open(path).read()
open(path, "w").write(text.replace('"results/model"', '"%s"' % sys.argv[1], 1).replace('"build/results/model"', '"%s"' % sys.argv[1], 1))
PY
echo private >"$run/report.html"
mkdir -p "$run/console"
echo "[    1.0] Linux" >"$run/console/boot-0.log"
python3 - "$run" <<'PY'
import hashlib, json, pathlib, sys
run = pathlib.Path(sys.argv[1])
m = json.loads((run / "manifest.json").read_text())
m["files"] = {k: v for k, v in m["files"].items() if not k.startswith("console/")}
m["files"]["console/boot-0.log"] = hashlib.sha256((run / "console/boot-0.log").read_bytes()).hexdigest()
(run / "manifest.json").write_text(json.dumps(m, indent=1))
PY
runs 0 "a good folder is kept" "$keep" "$run" model
prints "bytes of" "with its size and that of all"
holds "the run's own place became one in the tree" grep -q '"build/results/model"' "$TMP/tree/results/model/manifest.json"
holds "cells are as measured" cmp "$run/cells.jsonl" "$TMP/tree/results/model/cells.jsonl"
small=$TMP/tree/results/model/plots/$(basename "$svg")
! grep -q 'gpDot\|stroke="red"' "$small"; tap $? "what nobody sees in a picture is gone"
holds "the picture is still one" grep -q '<svg' "$small"
holds "a line is still there" grep -q 'stroke="#00ff01"' "$small"
! grep -q 'stroke="#00ff02"' "$small"; tap $? "a tick of no length is not"
! grep -q 'dat using\|#123457\|<text/>' "$small"; tap $? "nor is the script's line for a curve, or a text of nothing"
holds "the curve is" grep -q 'stroke="#00ff03"' "$small"
holds "a text says itself where it is" grep -q '<text x="30" y="7" fill="#123456">there</text>' "$small"
holds "a mark has its colour in few letters" grep -q '<circle [^>]*color="#0072b2"' "$small"
holds "letters in a line are one text" grep -q '<tspan x="3">v</tspan><tspan x="5">w</tspan><tspan x="7">x</tspan></text>' "$small"
texts "$small" | diff "$TMP/texts" - >"$TMP/differ"; tap $? "and every text is still there"
rows() { sed -E 's/ +/ /g; s/-+/-/g' "$1"; }
[ "$(rows "$run/report.md")" = "$(rows "$TMP/tree/results/model/report.md")" ]; tap $? "the page has every word"
! grep -q '^|.*  ' "$TMP/tree/results/model/report.md"; tap $? "and no spaces that only align"
holds "what can be drawn again is left out" test ! -e "$TMP/tree/results/model/report.html"
holds "nor is a console where every cell is ok" test ! -e "$TMP/tree/results/model/console"
holds "sums still hold" scripts/validate-results "$TMP/tree/results/model"

sed -i '1s/"outcome":"ok"/"outcome":"fail"/' "$run/cells.jsonl"
runs 0 "a run with a failed cell is kept" "$keep" "$run" model
holds "with its consoles" test -s "$TMP/tree/results/model/console/boot-0.log"

cp -r results/reference "$TMP/ref"
sed -i "s/^ \"git\": .*/ \"git\": \"$head\",/" "$TMP/ref/manifest.json"
rm -f "$TMP/ref/claims.json"
runs 0 "the folder of the claims is kept" "$keep" "$TMP/ref" reference
holds "with the claims that the tree has" cmp results/reference/claims.json "$TMP/tree/results/reference/claims.json"
holds "and the tables it had" cmp results/reference/tables/answer.md "$TMP/tree/results/reference/tables/answer.md"

done_testing
