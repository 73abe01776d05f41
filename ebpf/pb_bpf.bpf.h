/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_bpf - what every BPF program of the project includes: helpers and the handlers' frame.
 *
 * PB_HANDLERS(stem) gives one program per mechanism around <stem>_record(), the counterpart of the
 * macro of the same name in kmod/pb_kmod.h. The "?" keeps all of them unloaded until the harness
 * picks one, so that no object carries a program that the kernel at hand cannot verify.
 */
#ifndef PB_BPF_BPF_H
#define PB_BPF_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include <probebench/abi.h>

#define PB_PROGRAM(section, stem, mech)                                                            \
	SEC("?" section)                                                                           \
	int stem##_##mech(void *ctx)                                                               \
	{                                                                                          \
		stem##_record();                                                                   \
		return 0;                                                                          \
	}

#define PB_HANDLERS(stem)                                                                          \
	PB_PROGRAM("kprobe", stem, kprobe)                                                         \
	PB_PROGRAM("kretprobe", stem, kretprobe)                                                   \
	PB_PROGRAM("raw_tp", stem, raw_tp)                                                         \
	PB_PROGRAM("tp_btf", stem, tp_btf)                                                         \
	PB_PROGRAM("tp", stem, tp)                                                                 \
	PB_PROGRAM("fentry", stem, entry)                                                          \
	char _license[] SEC("license") = "GPL"

#endif
