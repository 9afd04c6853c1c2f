// SPDX-License-Identifier: GPL-2.0-only
#include "list.h"
#include "string.h"

bool list_next(const char **list, char *word, size_t size)
{
	size_t n = 0;

	if (!**list)
		return false;
	while (**list && **list != ',') {
		if (n + 1 < size)
			word[n++] = **list;
		(*list)++;
	}
	if (**list == ',')
		(*list)++;
	word[n] = '\0';
	return true;
}

bool list_has(const char *list, const char *name)
{
	char word[64];

	while (list_next(&list, word, sizeof(word)))
		if (!strcmp(word, name))
			return true;
	return false;
}
