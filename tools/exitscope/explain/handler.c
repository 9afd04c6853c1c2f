// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "handler.h"

bool handler_is_between(const struct explained_exit *exit)
{
	static const char *const names[] = {
		"intr_interception",	   "interrupt_window_interception",
		"nmi_interception",	   "smi_interception",
		"db_interception",	   "handle_interrupt_window",
		"handle_nmi_window",	   "handle_external_interrupt",
		"handle_preemption_timer", "handle_fastpath_preemption_timer",
	};

	for (size_t i = 0; exit->handler && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(exit->handler->name, names[i]))
			return true;
	return !exit->handler || !exit->instruction;
}

bool handler_was_executed(const struct explained_exit *exit)
{
	return handler_is_between(exit) || !strcmp(exit->handler->name, "ud_interception");
}

static bool ends_with(const char *name, const char *end)
{
	size_t a = strlen(name), b = strlen(end);

	return a >= b && !strcmp(name + a - b, end);
}

bool handler_is(const struct function *function)
{
	return !strncmp(function->module, "kvm", 3) &&
	       (ends_with(function->name, "_interception") || ends_with(function->name, "_trap") ||
		!strncmp(function->name, "handle_", 7) ||
		!strncmp(function->name, "kvm_handle_", 11) ||
		!strncmp(function->name, "kvm_emulate_", 12));
}
