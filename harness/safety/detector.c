// SPDX-License-Identifier: GPL-2.0-only
/*
 * detector - the table of who can notice something of a fault.
 */
#include "safety/detector.h"

const struct detector_info detectors[NR_DETECTORS] = {
	[DETECTOR_OOPS] = { "oops", "a fault in kernel mode, or BUG(), on the console", 0 },
	[DETECTOR_PANIC] = { "panic", "the kernel's last words on the console", 0 },
	[DETECTOR_WARNING] = { "warning", "any other report on the console", 0 },
	[DETECTOR_SLAB] = { "slab check", "red zones and poison around objects (detect)", 0 },
	[DETECTOR_KFENCE] = { "KFENCE", "guard pages around sampled objects (detect, where the kernel has it)", 0 },
	[DETECTOR_KMEMLEAK] = { "kmemleak", "a scan for memory that nobody points to",
				"Debian's kernels are built without it" },
	[DETECTOR_OOM] = { "OOM killer", "the kernel kills somebody for memory", 0 },
	[DETECTOR_SOFT_LOCKUP] = { "soft lockup", "a processor that does not schedule", 0 },
	[DETECTOR_HARD_LOCKUP] = { "hard lockup", "a processor that takes no interrupts",
				   "needs a hardware counter, which the emulated processor lacks" },
	[DETECTOR_RCU_STALL] = { "RCU stall", "a processor or task that holds up RCU", 0 },
	[DETECTOR_HUNG_TASK] = { "hung task", "a task that sleeps and does not wake up", 0 },
	[DETECTOR_TAINT] = { "taint", "flags in /proc/sys/kernel/tainted that loading does not set", 0 },
	[DETECTOR_MEMORY] = { "free memory", "MemAvailable before loading and after unloading", 0 },
	[DETECTOR_SLABINFO] = { "slab objects", "/proc/slabinfo before loading and after unloading", 0 },
	[DETECTOR_REFUSAL] = { "refusal", "what the compiler, the loader or the verifier said", 0 },
	[DETECTOR_HEARTBEAT] = { "heartbeat", "the guest's sign of life every second", 0 },
	[DETECTOR_LIMIT] = { "time limit", "a step that never came back", 0 },
	[DETECTOR_END] = { "end of the guest", "a machine that resets itself, or floods its console", 0 },
	[DETECTOR_OTHERS] = { "other processes", "the observed process and bystanders on every processor", 0 },
	[DETECTOR_CANARY] = { "canary", "a pattern in memory that belongs to somebody else", 0 },
	[DETECTOR_ADDRESSES] = { "kernel addresses", "values of the upper half in data for user space", 0 },
	[DETECTOR_RECORDS] = { "records", "what was recorded against what happened", 0 },
	[DETECTOR_COUNTER] = { "counter", "what the program itself counted: errors, losses", 0 },
	[DETECTOR_EVENTS] = { "events", "events seen against events made", 0 },
};
