/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stepper - the host's end of the box: steps a guest that asked for it through one event, and answers.
 */
#ifndef PB_STEPPER_H
#define PB_STEPPER_H

/*
 * Trace the guest whose debugger stub listens at @socket and which runs @binary. Takes a second or so.
 * 0, or -errno after a warning; the guest, if it still runs, then goes on without an answer.
 */
int stepper_serve(const char *socket, const char *binary);

#endif
