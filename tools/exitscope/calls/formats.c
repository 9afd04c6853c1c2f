// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "formats.h"

#define FORMAT_ROW(name) { #name, format_##name },

static const struct {
	const char *name;
	format_writer *write;
} formats[] = { EACH_FORMAT(FORMAT_ROW) };

format_writer *format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (!strcmp(formats[i].name, name))
			return formats[i].write;
	return NULL;
}
