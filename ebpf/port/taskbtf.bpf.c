// SPDX-License-Identifier: GPL-2.0-only
/*
 * taskbtf - whoami with a helper that kernels have since 5.11.
 */
#define PB_WHOAMI_TASK() bpf_get_current_task_btf()

#include "whoami.bpf.c"
