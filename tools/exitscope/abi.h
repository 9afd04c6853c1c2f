/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of ABI 1: configuration flags and exit reasons, as the guest prints them. */
#ifndef ABI_H
#define ABI_H

#include <stdbool.h>

#define FLAG_COUNT 18

/* Bit 0: EPT or NPT. The others stand in host-patch/README.md. */
#define FLAG_TDP 0

extern const char *const flag_names[FLAG_COUNT];

/* Whether a numbering ("vmx", "svm"; NULL: any) has a reason of that name, in any case. */
bool reason_known(const char *numbering, const char *name);

#endif
