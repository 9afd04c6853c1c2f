/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM in and out. */
#ifndef MODULES_H
#define MODULES_H

struct config;

/* 0, or -1 after an error frame. */
int kvm_load(const struct config *config);
void kvm_unload(void);
/* A module of the distribution's kernel: the same. */
int module_load(const char *name, const char *options);

#endif
