#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Both sides of every tool say of known events what is to be said, and a guest can be watched.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/tools
runs 0 "every tool on both sides" $PB run tools --jobs 2 -o "$dir"
holds "each said everything, and nothing else" test "$(cells_where "$dir" '(c["outcome"] == "ok" and
	c["metrics"].get("wrong", {"value": 0})["value"] == 0 and c["events"]["seen"] > 0)')" = \
	"$(find harness/tools -name '*.c' | wc -l | awk '{ print 2 * $1 }')"
holds "and nothing was lost" test "$(cells_where "$dir" 'c["events"]["lost"] > 0')" = 0
holds "the folder fits its schema" scripts/validate-results "$dir"
runs 0 "a guest is traced by a module while a workload runs" \
	$PB trace opensnoop --arm kmod --on vm --workload openclose --ops 3
says "3 events; nothing was lost" "and says what came of it"
holds "and its lines come out here" test "$(grep -c ' /dev/null$' "$out")" = 3
done_testing
