// SPDX-License-Identifier: GPL-2.0-only
/*
 * Deliberate faults, each of which must be found: those that a module commits (fault/fault.c), and
 * the series' own with the line taken out that frees a vCPU's counters.
 */
#include <stdio.h>
#include <string.h>

#include "counts.h"
#include "faults.h"
#include "klog.h"
#include "modules.h"
#include "phases.h"
#include "vm.h"

static const struct {
	const char *kind;
	int found;
} kinds[] = {
	{ "sleep", FOUND_SLEEP }, { "rcu", FOUND_RCU },	     { "ubsan", FOUND_UBSAN },
	{ "warn", FOUND_WARN },	  { "list", FOUND_LIST },    { "object", FOUND_OBJECT },
	{ "leak", FOUND_LEAK },	  { "lock", FOUND_LOCKDEP }, { "kasan", FOUND_KASAN },
	{ "series", FOUND_LEAK },
};

int fault_expected(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].kind, kind))
			return kinds[i].found;
	return -1;
}

static void leaking_series(void)
{
	struct vm vm;

	modules_use("/debug/leaking/kvm.ko");
	if (!modules_load("exit_counters=1"))
		return;
	if (vm_open(&vm) && vm_add_vcpu(&vm))
		counts_check_few(&vm.vcpu[0]);
	vm_close(&vm);
	modules_unload();
	modules_use(NULL);
}

void phase_fault(const char *kind)
{
	char option[32];

	if (!strcmp(kind, "series")) {
		leaking_series();
		return;
	}
	snprintf(option, sizeof(option), "kind=%s", kind);
	if (module_insert("/debug/fault.ko", option))
		module_remove("fault");
}
