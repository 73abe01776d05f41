/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * null - the contract of the empty collector: its handler does nothing and returns.
 *
 * What it costs is the floor of a hook: reaching the handler and coming back. It has no state, so its
 * hits are proved from outside, by a hardware breakpoint on the handler.
 */
#ifndef PB_NULL_H
#define PB_NULL_H

#include "abi.h"

#endif
