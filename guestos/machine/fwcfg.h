/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's firmware configuration device (QEMU's docs/specs/fw_cfg). */
#ifndef EXITSCOPE_FWCFG_H
#define EXITSCOPE_FWCFG_H

#include "shared/types.h"

/*
 * Reads the file @name into @to, as a string of at most @size - 1 bytes.
 * False if there is no such device or file, or if the file is longer.
 */
bool fwcfg_read_string(const char *name, char *to, size_t size);

#endif
