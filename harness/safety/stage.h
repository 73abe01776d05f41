/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stage - how the guest tells the reader of its console which stage of an attempt begins.
 */
#ifndef PB_SAFETY_STAGE_H
#define PB_SAFETY_STAGE_H

#define STAGE_MARK "probebench: stage "

#endif
