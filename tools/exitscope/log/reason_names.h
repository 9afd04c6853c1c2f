/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of exit reasons, as the guest prints them. Those of the flags are the guest's own. */
#ifndef ABI_H
#define ABI_H

#include "../../../guestos/shared/reasons.h"

/* Whether a numbering ("vmx", "svm"; NULL: any) has a reason of that name, in any case. */
bool reason_known(const char *numbering, const char *name);

#endif
