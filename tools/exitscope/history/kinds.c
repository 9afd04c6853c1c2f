// SPDX-License-Identifier: GPL-2.0-only
#include "kinds.h"

const struct kind kinds[KINDS] = {
	{ "vmx", "ept1", "VMX with EPT", "two-dimensional paging" },
	{ "svm", "npt1", "SVM with NPT", "two-dimensional paging" },
	{ "vmx", "ept0", "VMX with shadow paging", "shadow paging" },
	{ "svm", "npt0", "SVM with shadow paging", "shadow paging" },
};
