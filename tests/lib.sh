# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the shell tests share: TAP output, one result folder per test file, and claims about a command.
#
#   runs CODE "claim" COMMAND...   run it; the exit code must be CODE; output is in $out and $err
#   says TEXT "claim"              $err (of the last command) must contain TEXT
#   prints TEXT "claim"            $out must contain TEXT
#   holds "claim" COMMAND...       the command must succeed
#   skip_rest "reason"             the rest cannot run here
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
PB=${PB:-build/probebench}
TMP=$(mktemp -d "${TMPDIR:-/tmp}/probebench-test.XXXXXX")
trap 'rm -rf "$TMP"' EXIT
tap_n=0
out=$TMP/stdout
err=$TMP/stderr

tap() {
	tap_n=$((tap_n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_n - $2"
	else
		echo "not ok $tap_n - $2"
		sed 's/^/# stdout: /' "$out" 2>/dev/null | tail -n 20
		sed 's/^/# stderr: /' "$err" 2>/dev/null | tail -n 20
	fi
}

runs() {
	local want=$1 claim=$2 code=0
	shift 2
	"$@" >"$out" 2>"$err" || code=$?
	[ "$code" = "$want" ] || echo "# exit code $code, expected $want"
	tap "$([ "$code" = "$want" ]; echo $?)" "$claim"
}

says() { grep -qF -- "$1" "$err"; tap $? "$2"; }
prints() { grep -qF -- "$1" "$out"; tap $? "$2"; }

holds() {
	local claim=$1
	shift
	"$@" >"$out" 2>"$err"
	tap $? "$claim"
}

done_testing() { echo "1..$tap_n"; }

skip_rest() {
	echo "ok $((tap_n + 1)) # skip $1"
	echo "1..$((tap_n + 1))"
	exit 0
}

# Number of QEMU processes of the run with process id $1: it is in the names of their archives.
qemus() { pgrep -fc "qemu-system-x86_64.*/initramfs-$1-"; }

# Number of cells of a result folder whose jq-like python expression over c is true.
cells_where() {
	python3 - "$1" "$2" <<'PY'
import json, sys
cells = {}
for line in open(sys.argv[1] + "/cells.jsonl"):
    c = json.loads(line)
    cells[c["cell"]] = c
print(sum(bool(eval(sys.argv[2], {"c": c})) for c in cells.values()))
PY
}
