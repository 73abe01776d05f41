#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Kernels that the host's suites do not offer: found, fetched, built for in a root of their suite, booted.
# Long, because it downloads some 500 MB: make suites-test.
. "$(dirname "$0")/../lib.sh"

runs 0 "list kernels --all asks every suite" $PB list kernels --all --json
cp "$out" "$TMP/all.json"
foreign() {
	python3 - "$TMP/all.json" "$1" <<'PY'
import json, sys
kernels = [k for k in json.load(open(sys.argv[1]))["kernels"] if k.get("suite")]
number = lambda k: [int(x) for x in k["series"].split(".")]
kernels.sort(key=number)
print(kernels[0 if sys.argv[2] == "oldest" else -1]["series"] if kernels else "")
PY
}
for which in oldest newest; do
	series=$(foreign $which)
	[ -n "$series" ] || skip_rest "the archives offer no kernel beside the host's"
	runs 0 "the $which of them, $series, is measured on both sides" $PB run --quick --kernel "$series" \
		--filter 'workload=getppid/hook=kprobe/collector=count/*' -o "$TMP/$which"
	holds "with every event accounted for" test "$(cells_where "$TMP/$which" 'c["outcome"] == "ok"')" = 2
done
done_testing
