// SPDX-License-Identifier: GPL-2.0-only
/* This lab's configurations of `exitscope run`, from the file that it has them from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configurations.h"
#include "file.h"
#include "modules.h"
#include "say.h"

#define FILE_OF_ALL "/debug/configs"

static void copy(char *to, size_t room, const char *from)
{
	if ((size_t)snprintf(to, room, "%s", from) >= room)
		wrong("%s: too long: %s", FILE_OF_ALL, from);
}

/* False for a configuration that needs a boot, or something of the tool, of its own. */
static bool set(struct configuration *to, const char *key, const char *value)
{
	if (!strcmp(key, "kvm"))
		copy(to->kvm, sizeof(to->kvm), value);
	else if (!strcmp(key, "qemu"))
		copy(to->qemu, sizeof(to->qemu), value);
	else if (!strcmp(key, "append"))
		copy(to->append, sizeof(to->append), value);
	else if (!strcmp(key, "vcpus"))
		to->vcpus = strtoul(value, NULL, 10);
	else if (!strcmp(key, "expect"))
		to->death = !strcmp(value, "death");
	else if (!strcmp(key, "pages"))
		to->large = !strcmp(value, "large");
	else
		return false;
	return true;
}

size_t configurations_read(struct configuration *list, size_t room)
{
	const char *lab = strcmp(vendor(), "amd") ? "vmx" : "svm";
	char *text = file_get(FILE_OF_ALL), *rest = text, *line, section[16];
	size_t count = 0;
	bool open = false;

	while ((line = strsep(&rest, "\n"))) {
		char name[64], *value = strstr(line, " = ");

		if (sscanf(line, "[%15s %63[^]]]", section, name) == 2) {
			open = !strcmp(section, lab) && count < room;
			if (open) {
				list[count] = (struct configuration){ .vcpus = 1 };
				copy(list[count++].name, sizeof(list->name), name);
			}
		} else if (open && *line != '#' && value) {
			*value = 0;
			if (!set(&list[count - 1], line, value + 3)) {
				count--;
				open = false;
			}
		}
	}
	free(text);
	return count;
}
