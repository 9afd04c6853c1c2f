// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "labs.h"

const char *const lab_names[] = { "svm", "vmx", "kvm", NULL };
