/* SPDX-License-Identifier: GPL-2.0-only */
/* Where code lies in L1, as the agent tells it. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

/* Lines, each with its end; NULL where nothing was told. */
struct layout {
	char *symbols; /* as those of /proc/kallsyms, functions only */
	size_t symbols_size, symbols_room;
	char *maps; /* as those of /proc/PID/maps of the guest's QEMU, code only */
	size_t maps_size, maps_room;
};

/* Takes a frame of the agent; false if it is none of these. */
bool layout_frame(struct layout *layout, const char *channel, const char *text, size_t length);
void layout_free(struct layout *layout);

#endif
