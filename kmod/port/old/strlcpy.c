// SPDX-License-Identifier: GPL-2.0-only
/*
 * strlcpy - whoami with the function that modules copied names with until 6.8 took it away.
 */
#include "../../pb_kmod.h"

/* Its header has lost it as well; whoever links against a kernel by hand finds that out when loading. */
size_t strlcpy(char *to, const char *from, size_t size);

#define PB_WHOAMI_COPY(to, from) strlcpy(to, from, PB_WHOAMI_NAME)

#include "../whoami.c"
