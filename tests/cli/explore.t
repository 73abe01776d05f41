#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# explore: one page over several folders that needs no other file, used in a browser as a person would.
. "$(dirname "$0")/../lib.sh"

runs 2 "explore needs a folder" $PB explore
runs 5 "a folder without cells is refused" $PB explore "$TMP" -o "$TMP/no.html"
python3 tests/page/plant.py "$TMP/planted"
find results/reference "$TMP/planted" -type f -exec sha256sum {} + >"$TMP/before"
runs 0 "a page of two folders" $PB explore --brief results/reference "$TMP/planted" -o "$TMP/page.html"
prints "$TMP/page.html" "which is named"
find results/reference "$TMP/planted" -type f -exec sha256sum {} + | cmp -s - "$TMP/before"
tap $? "nothing in them is touched"
$PB explore --brief results/reference "$TMP/planted" -o "$TMP/again.html" >/dev/null
cmp -s "$TMP/page.html" "$TMP/again.html"
tap $? "equal cells give an equal page"
PROBEBENCH_BUILD=$TMP/build runs 0 "a page without libraries" $PB explore --brief results/reference -o "$TMP/bare.html"
runs 0 "a page with the whole report of a folder" $PB explore results/reference "$TMP/planted" -o "$TMP/whole.html"

command -v chromium >/dev/null || skip_rest "there is no chromium: install the package chromium"
scripts/web build/web || skip_rest "the libraries of the page cannot be fetched"
$PB explore --brief results/reference "$TMP/planted" -o "$TMP/page.html" >/dev/null
python3 tests/page/explore.py $((tap_n + 1)) "$TMP/page.html" "$TMP/bare.html" "$TMP/whole.html"
