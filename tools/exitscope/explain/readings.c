// SPDX-License-Identifier: GPL-2.0-only
#include "readings.h"
#include "walk/walk.h"

bool readings_is(const struct trace_step *step)
{
	return step->size == 2 && step->bytes[0] == 0x0f && step->bytes[1] == 0x31;
}

static void find_reading(struct walk *walk, const struct trace_step *step, void *data)
{
	struct readings *readings = data;

	(void)walk;
	if (!readings_is(step))
		return;
	readings->last = step->address;
	if (!readings->first)
		readings->first = step->address;
}

bool readings_find(struct trace *trace, struct symbols *symbols, struct readings *readings,
		   size_t windows)
{
	struct trace_event event;

	for (size_t i = 0; i < windows; i++) {
		struct walk_hooks hooks = { .data = &readings[i], .after = find_reading };
		struct walk *walk;
		bool good;

		if (!trace_next(trace, &event))
			return false;
		walk = walk_new(trace, symbols, false, &hooks);
		good = walk_window(walk);
		walk_free(walk);
		if (!good)
			return false;
	}
	return true;
}
