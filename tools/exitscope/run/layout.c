// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "shared/memory.h"

static void add(char **lines, size_t *size, size_t *room, const char *text, size_t length)
{
	while (*size + length + 2 > *room)
		*lines = grow(*lines, *room = *room * 2 + 4096);
	memcpy(*lines + *size, text, length);
	*size += length;
	(*lines)[(*size)++] = '\n';
	(*lines)[*size] = 0;
}

bool layout_frame(struct layout *layout, const char *channel, const char *text, size_t length)
{
	if (!strcmp(channel, "symbol"))
		add(&layout->symbols, &layout->symbols_size, &layout->symbols_room, text, length);
	else if (!strcmp(channel, "map"))
		add(&layout->maps, &layout->maps_size, &layout->maps_room, text, length);
	else
		return false;
	return true;
}

void layout_free(struct layout *layout)
{
	free(layout->symbols);
	free(layout->maps);
	*layout = (struct layout){ 0 };
}
