/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM's modules in L1: the lab's patched ones or the distribution's, or those of a folder. */
#ifndef MODULES_H
#define MODULES_H

#include <stdbool.h>

/* What --modules may say: patched, stock, none, or a folder that has a kvm.ko. */
bool modules_known(const char *modules);
/* Whether it is a folder. */
bool modules_given(const char *modules);
/* The folder below /lab/modules in L1, which is the word for L1's job. */
const char *modules_kind(const char *modules);
/* Whether they have our counters: those of a folder do if kvm.ko knows the parameter. */
bool modules_have_counters(const char *modules);

#endif
