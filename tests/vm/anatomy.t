#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# One live trace: a guest is stepped through a getppid, without a collector and with two, and what was
# traced is what was measured.
. "$(dirname "$0")/../lib.sh"

dir=$TMP/anatomy
runs 0 "events at one hook are traced" $PB anatomy --kernel 6.12 --hook entry -o "$dir"
prints "hook dispatch" "and shown by layer"
prints "unclassified" "with what is unclassified"
prints "bpf_trampoline_" "and by function"
holds "all of them: no collector, two modules, one program" test "$(cells_where "$dir" 'c["outcome"] == "ok"')" = 4
holds "each trace is the measured cost, to the instruction" test "$(cells_where "$dir" \
	'c["metrics"]["traced_insn_per_op"]["value"] == c["metrics"]["insn_per_op"]["value"]')" = 4
holds "layers add up to the trace" test "$(cells_where "$dir" \
	'sum(m["value"] for k, m in c["metrics"].items() if k.startswith("layer_")) == c["metrics"]["traced_insn_per_op"]["value"]')" = 4
holds "every function is classified" test "$(cells_where "$dir" \
	'c["metrics"]["layer_unclassified_insn"]["value"] == 0')" = 4
holds "a handler runs once an event, and its code was read" test "$(cells_where "$dir" \
	'c["events"].get("hits") == 1 and any(row[2].startswith("ret") for row in c["anatomy"]["machine_code"])')" = 3
holds "a program has bytecode and source" test "$(cells_where "$dir" \
	'any("events++" in line[2] for line in c["anatomy"].get("lines", [])) and c["anatomy"]["bytecode"][-1][1] == "exit"')" = 1
holds "the output fits the schema" scripts/validate-results "$dir"
holds "events are drawn" test -s "$dir/plots/flame-6.12-getppid-entry-count-ebpf-fentry.svg"
holds "as XML that parses" python3 -c 'import sys, xml.dom.minidom as d; [d.parse(f) for f in sys.argv[1:]]' "$dir"/plots/*.svg
runs 0 "any event can be drawn" $PB anatomy "$dir" --pictures "$TMP/pictures"
holds "as a file of its own" test -s "$TMP/pictures/6.12-getppid-entry-count-kmod-ftrace_ops.svg"
runs 0 "two sides are compared" $PB anatomy "$dir" --hook entry --diff kmod:ftrace_direct ebpf --html "$TMP/diff.html"
prints "pb_direct_trampoline" "what the module executes"
prints "__bpf_prog_enter_recur" "and what the program needs"
holds "as a page that carries its pictures" grep -q '<svg' "$TMP/diff.html"
runs 2 "a side that was not traced is named" $PB anatomy "$dir" --hook kprobe --diff kmod ebpf
says "no event of kmod at hook kprobe" "with what is missing"
runs 2 "one side is not enough" $PB anatomy "$dir" --diff kmod
runs 2 "pages are for comparisons" $PB anatomy "$dir" --html x.html
done_testing
