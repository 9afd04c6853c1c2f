// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "causes.h"
#include "plan/quirks.h"
#include "shared/memory.h"
#include "shared/message.h"

/* "7.2-11.1" */
static bool releases(struct cause *cause, char *range)
{
	char *from = strsep(&range, "-");

	if (!range)
		return false;
	cause->from = quirks_release(from);
	cause->to = quirks_release(range);
	return cause->from && cause->to >= cause->from;
}

/* "svm", "svm:qemu" or "svm:qemu:7.2-11.1" */
static bool where(struct cause *cause, char *word)
{
	const char *isa = strsep(&word, ":"), *emulator = word ? strsep(&word, ":") : "";

	cause->isa = !strcmp(isa, "vmx") ? ISA_VMX : !strcmp(isa, "svm") ? ISA_SVM : ISA_NONE;
	cause->emulator = print("%s", emulator);
	cause->to = UINT_MAX;
	return cause->isa && (!word || releases(cause, word));
}

static bool add(struct causes *causes, char *line)
{
	char *rest = line + strspn(line, " \t"), *first, *number, *end;
	struct cause *cause;

	rest[strcspn(rest, "\n")] = 0;
	if (!*rest || *rest == '#')
		return true;
	first = strsep(&rest, " ");
	number = strsep(&rest, " ");
	if (!rest)
		return false;
	causes->cause = grow(causes->cause, (causes->count + 1) * sizeof(*cause));
	cause = &causes->cause[causes->count++];
	*cause = (struct cause){ .reason = strtoul(number, &end, 0), .text = print("%s", rest) };
	return where(cause, first) && !*end && end != number;
}

bool causes_read(struct causes *causes, const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;
	bool good = true;

	if (!file) {
		error("%s: %s (make tools)", path, strerror(errno));
		return false;
	}
	while (good && getline(&line, &room, file) >= 0) {
		number++;
		good = add(causes, line);
	}
	if (!good)
		error("%s:%u: not a line `vmx|svm[:EMULATOR[:FROM-TO]] REASON CAUSE`", path,
		      number);
	free(line);
	fclose(file);
	return good;
}

const char *causes_of(const struct causes *causes, enum isa isa, uint32_t reason,
		      const char *emulator, unsigned int release)
{
	for (size_t i = 0; i < causes->count; i++) {
		const struct cause *cause = &causes->cause[i];

		if (cause->isa != isa || cause->reason != reason)
			continue;
		if (!*cause->emulator || (!strcmp(cause->emulator, emulator) &&
					  release >= cause->from && release <= cause->to))
			return cause->text;
	}
	return NULL;
}

void causes_free(struct causes *causes)
{
	for (size_t i = 0; i < causes->count; i++) {
		free(causes->cause[i].emulator);
		free(causes->cause[i].text);
	}
	free(causes->cause);
	*causes = (struct causes){ 0 };
}
