// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <strings.h>

#include "reason_names.h"

#define NAME(ident, number, name) name,

static const char *const vmx_names[] = { VMX_REASONS(NAME) };
static const char *const svm_names[] = { SVM_REASONS(NAME) };

static bool among(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcasecmp(names[i], name))
			return true;
	return false;
}

bool reason_known(const char *numbering, const char *name)
{
	bool vmx = !numbering || !strcmp(numbering, "vmx");
	bool svm = !numbering || !strcmp(numbering, "svm");

	return (vmx && among(vmx_names, ARRAY_SIZE(vmx_names), name)) ||
	       (svm && among(svm_names, ARRAY_SIZE(svm_names), name));
}
