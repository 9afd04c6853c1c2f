// SPDX-License-Identifier: GPL-2.0-only
#include "format.h"
#include "format_tree.h"

char *format_json(const struct parts *parts, FILE *to)
{
	format_tree_data(parts, to);
	fputc('\n', to);
	return NULL;
}
