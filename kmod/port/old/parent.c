// SPDX-License-Identifier: GPL-2.0-only
/*
 * parent - the module as it was written before 5.14.
 */
#define pb_task_state(task) ((task)->state)

#include "../parent.c"
