// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_settings - what of a machine decides its timings, as data.
 *
 * A row with a wanted value is changed for the time of a run and put back; the others are only
 * recorded. Mitigations are recorded with the kernel (env.c): they change with a boot, not with a file.
 */
#include "host_state.h"

const struct host_setting host_settings[] = {
	{ "governor", "/sys/devices/system/cpu/cpu%u/cpufreq/scaling_governor", "performance",
	  "a clock that follows the load makes the first arm of a block the slowest" },
	{ "no_turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo", "1",
	  "turbo depends on temperature and on what other cores do" },
	{ "boost", "/sys/devices/system/cpu/cpufreq/boost", "0", "the same on other drivers" },
	{ "bpf_stats", "/proc/sys/kernel/bpf_stats_enabled", "0",
	  "statistics read the clock twice per run of a BPF program" },
	{ "scaling_driver", "/sys/devices/system/cpu/cpu%u/cpufreq/scaling_driver", NULL,
	  "who sets the frequency" },
	{ "frequency_khz", "/sys/devices/system/cpu/cpu%u/cpufreq/scaling_cur_freq", NULL,
	  "at the start of the run" },
	{ "smt", "/sys/devices/system/cpu/smt/active", NULL, "a sibling thread shares the core" },
	{ "siblings", "/sys/devices/system/cpu/cpu%u/topology/thread_siblings_list", NULL,
	  "which CPUs share the core" },
	{ "isolated", "/sys/devices/system/cpu/isolated", NULL, "CPUs kept free of other tasks" },
	{ "nohz_full", "/sys/devices/system/cpu/nohz_full", NULL, "CPUs without a timer tick" },
	{ "nmi_watchdog", "/proc/sys/kernel/nmi_watchdog", NULL, "it takes one of the PMU's counters" },
	{ "transparent_hugepage", "/sys/kernel/mm/transparent_hugepage/enabled", NULL,
	  "it decides how memory is mapped" },
	{ .name = NULL },
};
