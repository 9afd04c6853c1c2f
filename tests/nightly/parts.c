// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/columns.h"
#include "parts.h"
#include "shared/memory.h"
#include "shared/message.h"

enum { NAME, LIMIT, NEEDS, PROOF, COMMAND, FIELDS };

/* `90s`, `20m`, `3h` in seconds; 0: it is none of them. */
static double duration(const char *text)
{
	static const char units[] = "smh";
	static const double seconds[] = { 1, 60, 3600 };
	char *end;
	double value = strtod(text, &end);
	const char *unit = *end ? strchr(units, *end) : NULL;

	if (end == text || !(value > 0) || !unit || end[1])
		return 0;
	return value * seconds[unit - units];
}

static bool keep(char **list, const char *word)
{
	size_t count = 0;

	while (list[count])
		count++;
	if (!*word || count + 1 >= PART_NEEDS)
		return false;
	list[count] = print("%s", word);
	return true;
}

static bool add_need(struct part *part, const char *word)
{
	if (!strcmp(word, "-"))
		return true;
	if (!strcmp(word, "root"))
		return part->root = true;
	if (!strcmp(word, "alone"))
		return part->alone = true;
	if (!strcmp(word, "first"))
		return part->first = part->alone = true;
	if (!strncmp(word, "emulators=", 10)) {
		part->emulators = word[10] - '0';
		return part->emulators >= 1 && part->emulators <= PLACES && !word[11];
	}
	if (!strncmp(word, "variable=", 9))
		return keep(part->variable, word + 9);
	if (!strncmp(word, "program=", 8))
		return keep(part->program, word + 8);
	return false;
}

static bool is_name(const char *text)
{
	return *text && *text != '.' &&
	       !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-")];
}

/* NULL, or what is wrong with a row. */
static const char *add(struct parts *parts, char **field)
{
	struct part *part;

	for (size_t i = 0; i < parts->count; i++)
		if (!strcmp(parts->part[i].name, field[NAME]))
			return "a second part of that name";
	parts->part = grow(parts->part, (parts->count + 1) * sizeof(*part));
	part = &parts->part[parts->count++];
	*part = (struct part){
		.name = print("%s", field[NAME]),
		.limit = duration(field[LIMIT]),
		.proof = strcmp(field[PROOF], "-") ? print("%s", field[PROOF]) : NULL,
		.command = print("%s", field[COMMAND]),
	};
	if (!is_name(part->name))
		return "a name is of small letters, digits, . and -";
	if (!part->limit)
		return "a limit is a number with s, m or h";
	if (!*part->command)
		return "there is no command";
	for (char *word; (word = strsep(&field[NEEDS], " "));)
		if (*word && !add_need(part, word))
			return "needs are -, root, alone, first, emulators=1 or 2, variable=NAME and program=NAME";
	return NULL;
}

bool parts_read(struct parts *parts, const char *path)
{
	FILE *file = fopen(path, "re");
	const char *wrong = NULL;
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;

	memset(parts, 0, sizeof(*parts));
	if (!file) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	while (!wrong && getline(&line, &room, file) >= 0) {
		char *field[FIELDS];
		int count = columns_part(line, field, FIELDS);

		number++;
		if (count)
			wrong = count == FIELDS
					? add(parts, field)
					: "a row is `name | limit | needs | proof | command`";
	}
	if (!wrong && !parts->count)
		wrong = "no part in it";
	if (wrong)
		error("%s:%u: %s", path, number, wrong);
	free(line);
	fclose(file);
	return !wrong;
}

static bool is_there(const char *program)
{
	char *path = print("%s", getenv("PATH") ? getenv("PATH") : "/usr/sbin:/usr/bin:/sbin:/bin");
	char *rest = path, *folder;
	bool found = false;

	while (!found && (folder = strsep(&rest, ":"))) {
		char *file = print("%s/%s", *folder ? folder : ".", program);

		found = !access(file, X_OK);
		free(file);
	}
	free(path);
	return found;
}

char *part_lacks(const struct part *part)
{
	if (part->root && geteuid())
		return print("only root can run it");
	for (char *const *name = part->variable; *name; name++)
		if (!getenv(*name) || !*getenv(*name))
			return print("%s= is not given", *name);
	for (char *const *name = part->program; *name; name++)
		if (!is_there(*name))
			return print("there is no program %s", *name);
	return NULL;
}

void parts_free(struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++) {
		struct part *part = &parts->part[i];

		free(part->name);
		free(part->proof);
		free(part->command);
		for (int j = 0; j < PART_NEEDS; j++) {
			free(part->variable[j]);
			free(part->program[j]);
		}
	}
	free(parts->part);
}
