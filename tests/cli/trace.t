#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What `probebench trace` refuses; and, as root where the kernel can, a trace of the machine itself.
. "$(dirname "$0")/../lib.sh"

runs 2 "a tool must be named" $PB trace --arm ebpf
says "opensnoop" "and those that there are are listed"
runs 2 "an unknown tool is refused" $PB trace nosuchsnoop --arm ebpf
says 'no tool "nosuchsnoop"' "and named"
runs 2 "a side must be named" $PB trace opensnoop
says "--arm kmod or --arm ebpf" "and both are"
runs 2 "another side is refused" $PB trace opensnoop --arm none
runs 2 "another place is refused" $PB trace opensnoop --arm ebpf --on moon
runs 2 "--kernel needs a guest" $PB trace opensnoop --arm ebpf --kernel 6.1
runs 2 "--modules needs none" $PB trace opensnoop --arm kmod --on vm --modules /tmp --workload getppid
runs 2 "a guest needs something to do" $PB trace opensnoop --arm ebpf --on vm
runs 2 "a workload excludes a command" $PB trace opensnoop --arm ebpf --workload getppid -- ls
runs 2 "an unknown workload is refused" $PB trace opensnoop --arm ebpf --workload nosuch
runs 2 "operations need a workload" $PB trace opensnoop --arm ebpf --ops 3
runs 2 "no time at all is refused" $PB trace opensnoop --arm ebpf --duration 0
says "is not a whole number from 1 to" "with the range"
runs 5 "a guest cannot be given a program that is not there" \
	$PB trace opensnoop --arm ebpf --on vm -- no-such-program-xyz
says "no-such-program-xyz" "and it is named"

if [ "$(id -u)" != 0 ]; then
	runs 5 "without root the machine itself cannot be traced" $PB trace opensnoop --arm ebpf
	says "needs root" "and that is said"
	done_testing
	exit
fi
if ! grep -q . /proc/modules 2>/dev/null && [ ! -e /proc/modules ]; then
	runs 5 "a module is refused where the kernel has none" $PB trace opensnoop --arm kmod --duration 1
	says "CONFIG_MODULES" "with the reason"
fi
[ -e /sys/kernel/btf/vmlinux ] || skip_rest "the kernel has no type information (CONFIG_DEBUG_INFO_BTF)"
runs 5 "a program that is not there is refused" $PB trace opensnoop --arm ebpf -- no-such-program-xyz
# cat copies in the kernel, which moves the place in a shared file without a lock: not into our own output.
runs 0 "opensnoop traces this machine while a command runs" \
	$PB trace opensnoop --arm ebpf -- sh -c 'cat /etc/hostname /no/such/file >/dev/null'
prints "/etc/hostname" "and shows what it opened"
cp "$out" "$TMP/opens"
# shellcheck disable=SC2016 # fields of awk
holds "with what came of it, once each" awk '
	$3 == "cat" && $5 == "ENOENT" && $7 == "/no/such/file" { n++ }
	$3 == "cat" && $4 >= 3 && $5 == "-" && $7 == "/etc/hostname" { n += 10 }
	END { exit n != 11 }' "$TMP/opens"
runs 0 "execsnoop traces this machine while a command runs" \
	$PB trace execsnoop --arm ebpf -- env echo 'two words' ''
prints 'echo "two words" ""' "and shows what was started"
says "nothing was lost" "and says that it has seen everything"
runs 0 "tcplife traces this machine while a command runs" $PB trace tcplife --arm ebpf -- python3 -c '
import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1)
c = socket.create_connection(s.getsockname()); a = s.accept()[0]
c.send(b"x" * 1234); a.recv(5000); c.close(); a.close()'
cp "$out" "$TMP/connections"
holds "and shows what each end has sent" \
	grep -qE ' python3 +127.0.0.1:[1-9][0-9]* +127.0.0.1:[1-9][0-9]* +1234 +1 ' "$TMP/connections"
runs 0 "runqlat sorts waiting times" $PB trace runqlat --arm ebpf --workload pipe --ops 1000
prints "TO(ns)" "and shows them"
done_testing
