// SPDX-License-Identifier: GPL-2.0-only
#include "quirks.h"
#include "lib/list.h"
#include "lib/string.h"
#include "machine/cpu.h"
#include "workload.h"

static const struct {
	const char *name;
	u64 condition;
} quirks[] = {
	{ "echo", QUIRK_ECHO },
	{ "invd-wbinvd", QUIRK_INVD_WBINVD },
	{ "no-xsetbv", QUIRK_NO_XSETBV },
	{ "no-rdtscp", QUIRK_NO_RDTSCP },
	{ "no-task-switch", QUIRK_NO_TASK_SWITCH },
	{ "no-ac", QUIRK_NO_AC },
	{ "no-cr-read", QUIRK_NO_CR_READ },
	{ "stale-event", QUIRK_STALE_EVENT },
};

/* 0: there is none of that name. */
static u64 condition(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(quirks); i++)
		if (!strcmp(quirks[i].name, name))
			return quirks[i].condition;
	return 0;
}

bool quirks_known(const char *list)
{
	char name[32];

	while (list_next(&list, name, sizeof(name)))
		if (!condition(name))
			return false;
	return true;
}

/* The brand string of QEMU's -cpu max, which `-cpu host` of a QEMU in it passes on. */
bool quirks_likely(void)
{
	struct cpuid r = cpuid(0x80000002, 0);

	return r.eax == 0x554d4551 && r.ebx == 0x47435420; /* "QEMU TCG" */
}

u64 quirks_conditions(const char *list)
{
	u64 found = 0;
	char name[32];

	while (list_next(&list, name, sizeof(name)))
		found |= condition(name);
	return found;
}
