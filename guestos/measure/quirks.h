/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an emulated processor does otherwise than its manual says, by the names of the host's table
 * tools/lab/quirks, which also says where each was seen. The guest cannot know: it is told.
 */
#ifndef EXITSCOPE_QUIRKS_H
#define EXITSCOPE_QUIRKS_H

#include "shared/types.h"

/* Whether each word of @list is a quirk that the guest knows. */
bool quirks_known(const char *list);

/* Whether the hardware says that it is QEMU's emulator, so that somebody ought to have told. */
bool quirks_likely(void);

/* The conditions (workload.h) of the quirks in @list. */
u64 quirks_conditions(const char *list);

#endif
