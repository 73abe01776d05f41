#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Which kernel is measured: the user's own, one that does not fit its headers, one that lacks a need.
. "$(dirname "$0")/../lib.sh"

runs 4 "when every cell is skipped the exit code is 4" $PB run --quick --bit-exact --kernel 6.1 \
	--filter 'workload=getppid/*/mech=fprobe' -o "$TMP/skip"
holds "with the need that is not met" test "$(cells_where "$TMP/skip" \
	'c["outcome"] == "skip" and "CONFIG_FPROBE" in c["reason"]')" = 5

runs 0 "list kernels" $PB list kernels --json
cp "$out" "$TMP/kernels.json"
release=$(python3 -c 'import json,sys; print(next(k["name"] for k in json.load(open(sys.argv[1]))["kernels"] if k["default"]))' "$TMP/kernels.json")
old=$(python3 -c 'import json,sys; print(next(k["name"] for k in json.load(open(sys.argv[1]))["kernels"] if k["series"] == "6.1" and k["cached"]))' "$TMP/kernels.json")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/probebench/kernels
given=(--vmlinuz "$cache/$release/boot/vmlinuz-$release" --headers "$cache/$release/usr/src/linux-headers-$release")
runs 0 "a kernel of one's own, with its headers ($release)" $PB run --quick --bit-exact "${given[@]}" \
	--filter 'workload=getppid/hook=entry/collector=count/*' -o "$TMP/given" --json
cp "$out" "$TMP/run.json"
holds "run --json says where the cells are and how they ended" python3 -c '
import json,sys
r=json.load(open(sys.argv[1]))
assert r == {"folder": sys.argv[2], "complete": True, "exit": 0, "cells":
    {"ok": 3, "fail": 0, "broken": 0, "skip": 0, "unfinished": 0}}, r' "$TMP/run.json" "$TMP/given"
holds "and --dry-run --json lists the cells" sh -c "$PB run --dry-run --json --filter 'workload=nop/*' |
	python3 -c 'import json,sys; assert len(json.load(sys.stdin)) == 1'"
holds "is measured like a packaged one" test "$(cells_where "$TMP/given" 'c["outcome"] == "ok"')" = 3
runs 5 "headers of another kernel are refused" $PB run --vmlinuz "$cache/$old/boot/vmlinuz-$old" \
	--headers "$cache/$release/usr/src/linux-headers-$release" -o "$TMP/mixed"
says "$old" "naming the image's release"
says "$release" "and the headers'"
holds "nothing is left behind" test ! -e "$TMP/mixed"

# The kernel inside the image is garbled: it never gets to run, which is nobody's fault here.
python3 - "$cache/$release/boot/vmlinuz-$release" "$TMP/vmlinuz" <<'PY'
import struct, sys
image = bytearray(open(sys.argv[1], "rb").read())
at, size = struct.unpack_from("<II", image, 0x248)
middle = (image[0x1f1] + 1) * 512 + at + size // 2
image[middle:middle + 4096] = b"Z" * 4096
open(sys.argv[2], "wb").write(image)
PY
runs 4 "a kernel that does not start is skipped" $PB run portability --bit-exact --jobs 1 --vmlinuz "$TMP/vmlinuz" \
	--headers "$cache/$release/usr/src/linux-headers-$release" --cell-timeout 8 \
	--filter 'artefact=whoami.core/*' --filter 'artefact=whoami.module*' \
	--filter 'artefact=whoami.frozen*' -o "$TMP/dead"
holds "with the last that its console has" test "$(cells_where "$TMP/dead" \
	'c["outcome"] == "skip" and "does not start under this QEMU" in c["reason"] and "console" in c["reason"]')" = 3
holds "and after two boots no more" test "$(find "$TMP/dead/console" -type f | wc -l)" = 2
holds "the folder fits its schema" scripts/validate-results "$TMP/dead"
holds "and has a report" $PB report "$TMP/dead"

# A kernel that starts, finds nothing to run, and says so before it dies.
runs 4 "so is one that starts and dies" env PROBEBENCH_TEST_NO_INIT=1 $PB run portability --bit-exact --jobs 1 \
	--kernel 6.12 --filter 'artefact=whoami.core/*' -o "$TMP/panic"
holds "with the line that it died with" test "$(cells_where "$TMP/panic" \
	'c["outcome"] == "skip" and "does not start under this QEMU" in c["reason"] and "Kernel panic - not syncing" in c["reason"]')" = 1

# Accelerators are judged by booting; the verdict is cached for this boot of the machine.
runs 0 "doctor boots a guest under icount" $PB doctor
prints "accelerator: icount" "and says so"
prints "accelerator: kvm" "and what a guest under KVM does, whatever /dev/kvm looks like"
done_testing
