/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM in and out. */
#ifndef MODULES_H
#define MODULES_H

#include <stdbool.h>

/* options: words for kvm.ko or the vendor's module. */
bool modules_load(const char *options);
bool modules_unload(void);
bool module_insert(const char *path, const char *options);
bool module_remove(const char *name);
const char *vendor(void);

/* Another file for kvm.ko, NULL for the proper one. */
void modules_use(const char *kvm);

#endif
