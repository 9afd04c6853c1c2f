// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include "columns.h"

static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t");
	length = strlen(text);
	while (length && isspace((unsigned char)text[length - 1]))
		text[--length] = 0;
	return text;
}

int columns_part(char *line, char **field, int most)
{
	char *rest = trim(line), *word;
	int count = 0;

	if (!*rest || *rest == '#')
		return 0;
	while (count < most && (word = strsep(&rest, "|")))
		field[count++] = trim(word);
	return rest ? most + 1 : count;
}
