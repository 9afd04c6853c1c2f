// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/columns.h"
#include "quirks.h"
#include "shared/memory.h"
#include "shared/message.h"

enum { EMULATOR, FROM, TO, NAME, ROWS, DOES, SEEN, FIELDS };

unsigned int quirks_release(const char *version)
{
	unsigned int major, minor;

	return sscanf(version, "%u.%u", &major, &minor) == 2 ? major * 1000 + minor : 0;
}

/* The release to go by, of those that were checked ("7.2 10.0 11.1"): the same, else the last before, else the first. */
static bool choose(struct quirks *quirks, const char *checked)
{
	unsigned int own = quirks_release(quirks->version), last = 0;
	char *words = print("%s", checked), *rest = words, *word;
	bool good = true;

	while (good && (word = strsep(&rest, " "))) {
		unsigned int one = quirks_release(word);

		good = one > last;
		quirks->checked |= one == own;
		if (!last || one <= own) {
			free(quirks->taken_as);
			quirks->taken_as = print("%s", word);
		}
		last = one;
	}
	free(words);
	return good;
}

static bool tell(struct quirks *quirks, char **field)
{
	unsigned int as = quirks_release(quirks->taken_as);
	unsigned int from = quirks_release(field[FROM]), to = quirks_release(field[TO]);
	char *longer;

	if (!from || to < from || !*field[NAME] || !*field[DOES] || !*field[SEEN])
		return false;
	if (!strcmp(field[ROWS], "-") || as < from || as > to)
		return true;
	longer = print("%s%s%s", quirks->told, *quirks->told ? "," : "", field[NAME]);
	free(quirks->told);
	quirks->told = longer;
	return true;
}

/* `qemu | checked | 7.2 10.0`, or an entry; the first comes before the emulator's entries. */
static bool row(struct quirks *quirks, char *line)
{
	char *field[FIELDS];
	int count = columns_part(line, field, FIELDS);

	if (!count)
		return true;
	if (count > FIELDS || count < 3)
		return false;
	if (strcmp(field[EMULATOR], quirks->emulator))
		return true;
	if (count == 3)
		return !strcmp(field[FROM], "checked") && choose(quirks, field[TO]);
	return count == FIELDS && *quirks->taken_as && tell(quirks, field);
}

bool quirks_read(struct quirks *quirks, const char *path, const char *emulator, const char *version)
{
	FILE *file = fopen(path, "re");
	unsigned int number = 0;
	bool good = true;
	char *line = NULL;
	size_t room = 0;

	*quirks = (struct quirks){
		.emulator = print("%s", emulator),
		.version = print("%s", version),
		.taken_as = print("%s", ""),
		.told = print("%s", ""),
	};
	if (!file) {
		error("%s: %s (make lab)", path, strerror(errno));
		return false;
	}
	while (good && getline(&line, &room, file) >= 0) {
		number++;
		good = row(quirks, line);
	}
	if (!good)
		error("%s:%u: not `emulator | checked | releases`, or a whole entry after that",
		      path, number);
	else if (!*quirks->taken_as)
		error("%s: no release of %s was checked", path, emulator);
	good = good && *quirks->taken_as;
	free(line);
	fclose(file);
	return good;
}

char *quirks_version(const char *program, const char *option, const char *before)
{
	char *command = print("'%s' %s 2>/dev/null </dev/null", program, option);
	FILE *output = popen(command, "re");
	char *version = print("%s", ""), *line = NULL;
	size_t room = 0;

	free(command);
	while (output && getline(&line, &room, output) >= 0) {
		char *found = strstr(line, before);

		if (!found || *version)
			continue;
		found += strlen(before);
		free(version);
		version = print("%.*s", (int)strspn(found, "0123456789."), found);
	}
	if (output)
		pclose(output);
	free(line);
	return version;
}

void quirks_free(struct quirks *quirks)
{
	free(quirks->emulator);
	free(quirks->version);
	free(quirks->taken_as);
	free(quirks->told);
	memset(quirks, 0, sizeof(*quirks));
}
