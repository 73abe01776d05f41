#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A new fault begins with a command: what it writes is complete, builds, and is the same on both sides.
. "$(dirname "$0")/../lib.sh"

tree=$TMP/tree
mkdir -p "$tree"
cp -r Makefile scripts kmod ebpf harness include workloads "$tree/"
new="$tree/scripts/new fault"
runs 2 "a fault needs a name" $new
runs 2 "that can be one of a C function" $new Not-This
holds "and nothing was written" test ! -e "$tree/harness/faults/Not-This.c"
runs 0 "a new fault" $new sample
for file in harness/faults/sample.c kmod/faults/sample.c ebpf/faults/sample.bpf.c; do
	holds "has $file" test -s "$tree/$file"
done
runs 1 "is not written over" $new sample
says "exists already" "which is said"
holds "its two sides are alike" "$tree/scripts/check-parity" "$tree"
holds "its descriptor compiles" gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only \
	-I"$tree/harness" -I"$tree/include" "$tree/harness/faults/sample.c"
holds "its program compiles" make -s -C "$tree" build/faults/sample.ebpf.log
holds "and to an object" test -s "$tree/build/faults/sample.bpf.o"
holds "it is registered" make -s -C "$tree" build/gen/faults.c
holds "by name" grep -q fault_sample "$tree/build/gen/faults.c"
done_testing
