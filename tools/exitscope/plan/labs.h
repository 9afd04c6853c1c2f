/* SPDX-License-Identifier: GPL-2.0-only */
/* The labs' names. */
#ifndef LABS_H
#define LABS_H

enum lab { LAB_SVM, LAB_VMX, LAB_KVM };

extern const char *const lab_names[]; /* by enum lab, NULL behind the last */

#endif
