/* SPDX-License-Identifier: GPL-2.0-only */
/* The lab's configurations, of the file that `exitscope run` has them from. */
#ifndef CONFIGURATIONS_H
#define CONFIGURATIONS_H

#include <stdbool.h>
#include <stddef.h>

struct configuration {
	char name[64], kvm[256], qemu[256], append[256];
	unsigned int vcpus;
	bool death, large;
};

size_t configurations_read(struct configuration *list, size_t room);

#endif
