#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Damaged or missing inputs: a clear error, the documented exit code, nothing lost.
. "$(dirname "$0")/../lib.sh"

runs 5 "report of a folder that is not there" $PB report "$TMP/nowhere"
says "nowhere" "names the folder"
runs 5 "resume of a folder that holds no run" $PB run --resume "$TMP" --dry-run --kernel 9.9
says "holds no run to resume" "(the folder is looked at first)"

# A small complete run to damage.
few=(--filter 'workload=nop/*' --filter 'workload=getppid/hook=none/*' --filter 'workload=getppid/hook=kprobe/*')
good=$TMP/good
runs 0 "a small run works" $PB run --quick --bit-exact "${few[@]}" -o "$good"
cells=$(wc -l <"$good/cells.jsonl")
runs 2 "an existing folder is not overwritten" $PB run --quick --bit-exact -o "$good"
says "already holds a run" "and the message offers --resume"
runs 0 "resuming a complete run measures nothing" $PB run --quick --bit-exact "${few[@]}" --resume "$good"
holds "and keeps every cell" test "$(wc -l <"$good/cells.jsonl")" = "$cells"
runs 2 "resuming with another seed is refused" $PB run --quick --bit-exact --seed 2 "${few[@]}" --resume "$good"
says "another seed" "and says what differs"
runs 2 "no cell matching is refused" $PB run --filter 'workload=nothing' -o "$TMP/none"
says "no cell matches" "and says so"
holds "and makes no folder" test ! -e "$TMP/none"

cp -r "$good" "$TMP/torn"
printf '{"schema":1,"cell":"overhead/ker' >>"$TMP/torn/cells.jsonl"
runs 0 "a last line cut off by a kill is tolerated by report" $PB report "$TMP/torn"
runs 0 "and by resume" $PB run --quick --bit-exact "${few[@]}" --resume "$TMP/torn"
says "cut off" "which says so"
holds "and repairs the file" cmp "$good/cells.jsonl" "$TMP/torn/cells.jsonl"

cp -r "$good" "$TMP/bad"
sed -i '1s/^{/{{/' "$TMP/bad/cells.jsonl"
runs 5 "bad JSON in the middle stops report" $PB report "$TMP/bad"
says "cells.jsonl:1" "with file and line"
runs 5 "and resume" $PB run --quick --bit-exact "${few[@]}" --resume "$TMP/bad"
says "cells.jsonl:1" "with file and line"
holds "and leaves the file as it was" test "$(wc -l <"$TMP/bad/cells.jsonl")" = "$cells"

cp -r "$good" "$TMP/manifest"
echo '{' >"$TMP/manifest/manifest.json"
runs 5 "a broken manifest stops resume" $PB run --quick --bit-exact "${few[@]}" --resume "$TMP/manifest"
says "manifest.json" "and is named"

sed 's/"schema":1/"schema":99/' "$good/cells.jsonl" >"$TMP/bad/cells.jsonl"
runs 5 "a newer schema is refused" $PB report "$TMP/bad"
says "schema" "and named"

runs 5 "no such series" $PB run --kernel 9.9 -o "$TMP/k"
says "9.9" "is named"
says "6.12" "beside the series there are"
runs 5 "no such release" $PB run --kernel 6.12.1+deb12-cloud-amd64 -o "$TMP/k"
says "6.12.1+deb12-cloud-amd64" "is named"
runs 5 "an image that is none" $PB run --vmlinuz Makefile --headers . -o "$TMP/k"
says "Makefile" "is named"

# A PATH with everything but QEMU, then everything but gnuplot.
mkdir "$TMP/bin"
for dir in /usr/local/bin /usr/bin /bin /usr/sbin /sbin; do
	for file in "$dir"/*; do
		[ -e "$TMP/bin/${file##*/}" ] || ln -s "$file" "$TMP/bin/${file##*/}"
	done
done
mv "$TMP/bin/qemu-system-x86_64" "$TMP/qemu"
runs 5 "without QEMU" env PATH="$TMP/bin" $PB run --quick --bit-exact "${few[@]}" -o "$TMP/noqemu"
says "qemu-system-x86" "the package is named"
runs 5 "doctor without QEMU" env PATH="$TMP/bin" $PB doctor --no-boot
prints "apt-get install qemu-system-x86" "says what to install"
mv "$TMP/qemu" "$TMP/bin/qemu-system-x86_64"
rm "$TMP/bin/gnuplot"
runs 5 "report without gnuplot" env PATH="$TMP/bin" $PB report "$good"
says "gnuplot-nox" "the package is named"
holds "and the tables are written all the same" test -s "$good/report.md"

# A disk that fills up while cells are written.
if [ "$(id -u)" = 0 ] && mkdir "$TMP/small" && mount -t tmpfs -o size=48k none "$TMP/small" 2>/dev/null; then
	runs 5 "a full disk ends the run" $PB run --quick --bit-exact --filter 'workload=getppid/*' -o "$TMP/small/r"
	says "No space left on device" "and says so"
	cp -r "$TMP/small/r" "$TMP/full"
	umount "$TMP/small"
	kept=$(grep -c '"outcome":"ok"' "$TMP/full/cells.jsonl")
	holds "what was measured before is kept ($kept cells)" test "$kept" -gt 0
	runs 0 "and resuming elsewhere finishes it" $PB run --quick --bit-exact --filter 'workload=getppid/*' --resume "$TMP/full"
	holds "with all cells" test "$(cells_where "$TMP/full" 'c["outcome"] == "ok"')" = "$($PB run -n --filter 'workload=getppid/*' | wc -l)"
else
	echo "# no tmpfs can be mounted here: the full disk is not tested"
fi
done_testing
