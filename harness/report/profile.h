/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * profile - what a report says of `profile`.
 */
#ifndef PB_REPORT_PROFILE_H
#define PB_REPORT_PROFILE_H

#include "report/chapter.h"

#define PROFILE_EXPERIMENT "profile"

#endif
