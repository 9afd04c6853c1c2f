/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernel and initramfs as one image for RAM, see lab/vmx/rom.S. */
#ifndef PVH_H
#define PVH_H

#include <stdbool.h>

#include "base/blob.h"

bool pvh_image(struct blob *image, const char *kernel, const struct blob *initrd,
	       const char *command_line);

#endif
