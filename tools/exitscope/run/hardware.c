// SPDX-License-Identifier: GPL-2.0-only
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_path.h"
#include "base/progress.h"
#include "hardware.h"
#include "lab/lab.h"
#include "shared/memory.h"
#include "shared/message.h"

/* `bochs 3.0` names the lab with that emulator, and the release to compare with. */
static bool parse_need(const char *need, enum lab *machine, unsigned int *release)
{
	for (int i = 0; lab_names[i]; i++) {
		const char *name = lab_kinds[i].emulator;
		size_t length = name ? strlen(name) : 0;

		if (!length || strncmp(need, name, length) || need[length] != ' ')
			continue;
		*machine = i;
		*release = quirks_release(need + length + 1);
		return *release != 0;
	}
	return false;
}

static unsigned int release_of(const struct lab_kind *kind, const char *program)
{
	char *version = quirks_version(program, kind->asked, kind->before);
	unsigned int release = quirks_release(version);

	free(version);
	return release;
}

/* Of the emulators unpacked under build/ the oldest of @least or later, to be freed; NULL: none. */
static char *unpacked(const struct lab_kind *kind, unsigned int least)
{
	char *name = print("emulators/%s-*/run", kind->emulator), *pattern = build_path(name);
	unsigned int found = 0;
	char *path = NULL;
	glob_t list;

	free(name);
	if (!glob(pattern, 0, NULL, &list)) {
		for (size_t i = 0; i < list.gl_pathc; i++) {
			unsigned int release = release_of(kind, list.gl_pathv[i]);

			if (release < least || (found && release >= found))
				continue;
			free(path);
			path = print("%s", list.gl_pathv[i]);
			found = release;
		}
		globfree(&list);
	}
	free(pattern);
	return path;
}

static bool know_quirks(struct options *boot, const struct lab_kind *kind)
{
	char *version = quirks_version(lab_program(boot), kind->asked, kind->before);
	char *path = build_path("lab/quirks");
	struct quirks *quirks = &boot->quirks;
	bool good = quirks_read(quirks, path, kind->emulator, version);

	if (good && !quirks->checked)
		progress("%s %s: tools/lab/quirks was not checked for that version, taken as %s",
			 quirks->emulator, *version ? version : "(no version said)",
			 quirks->taken_as);
	free(path);
	free(version);
	return good;
}

/* Finds the emulator that @need asks for. False: *why, or it was said. */
static bool find(struct options *boot, const char *need, char **why)
{
	const struct lab_kind *kind;
	unsigned int least;
	bool chosen;

	if (!parse_need(need, &boot->machine, &least)) {
		error("no emulator '%s'; there are, for example, qemu 7.2 and bochs 3.0", need);
		return false;
	}
	kind = &lab_kinds[boot->machine];
	/* The user's choice is of the lab's own emulator. */
	if (boot->machine != boot->lab)
		boot->emulator = NULL;
	chosen = strcmp(lab_program(boot), kind->program) != 0;
	if (release_of(kind, lab_program(boot)) >= least)
		return true;
	if (!chosen)
		boot->emulator = boot->found = unpacked(kind, least);
	if (boot->found)
		return true;
	*why = print("needs %s or later%s", need, chosen ? "" : " (make emulators)");
	return false;
}

/* A folder of build/lab that is named for no release holds a tree's kernel: that one is the user's to know. */
static bool old_kernel(const struct options *boot, const char *least, char **why)
{
	unsigned int release = quirks_release(boot->kernel);

	if (!*least || !release || release >= quirks_release(least))
		return false;
	*why = print("needs a kernel of %s or later (KERNEL=)", least);
	return true;
}

bool hardware_find(struct options *boot, const struct options *options, const struct config *config,
		   char **why)
{
	*boot = *options;
	boot->machine = boot->lab;
	*why = NULL;
	if (old_kernel(boot, config->kernel, why))
		return false;
	if (*config->emulator && !find(boot, config->emulator, why))
		return false;
	if (!boot->timeout)
		boot->timeout = lab_kinds[boot->machine].timeout;
	return !lab_kinds[boot->machine].emulator || know_quirks(boot, &lab_kinds[boot->machine]);
}

void hardware_free(struct options *boot)
{
	free(boot->found);
	quirks_free(&boot->quirks);
}
