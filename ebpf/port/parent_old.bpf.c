// SPDX-License-Identifier: GPL-2.0-only
/*
 * parent_old - the program as it was written before 5.14: with CO-RE, without a flavour.
 */
#define pb_task_state(task) BPF_CORE_READ(task, state)

#include "parent.bpf.c"
