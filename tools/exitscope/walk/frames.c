// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "frames.h"
#include "shared/memory.h"

struct frame *frames_push(struct frames *frames, const struct frame *frame)
{
	if (frames->count == frames->room)
		frames->frame = grow(frames->frame, (frames->room = frames->room * 2 + 32) *
							    sizeof(*frames->frame));
	frames->frame[frames->count] = *frame;
	return &frames->frame[frames->count++];
}

struct frame *frames_top(const struct frames *frames)
{
	return frames->count ? &frames->frame[frames->count - 1] : NULL;
}

void frames_free(struct frames *frames)
{
	free(frames->frame);
}

/* The frame that the top ends with: itself, or what jumped to it. */
static long whole(const struct frames *frames)
{
	long i = (long)frames->count - 1;

	while (i > 0 && frames->frame[i].tail)
		i--;
	return i;
}

void frames_drop(struct frames *frames, uint64_t stack, unsigned int shift)
{
	for (;;) {
		long i = whole(frames);
		const struct frame *frame = i < 0 ? NULL : &frames->frame[i];

		if (!frame || frame->gate || !frame->stack || frame->stack > stack ||
		    (shift && (frame->stack ^ stack) >> shift))
			return;
		frames->count = i;
	}
}

long frames_find(const struct frames *frames, uint64_t stack, uint64_t back)
{
	for (long i = (long)frames->count - 1; i >= 0; i--) {
		const struct frame *frame = &frames->frame[i];

		if (frame->gate)
			return -1;
		if (!frame->tail && frame->entry != ENTRY_BEFORE &&
		    (stack ? frame->stack == stack : frame->back == back))
			return i;
	}
	return -1;
}

long frames_gate(const struct frames *frames)
{
	long i = (long)frames->count - 1;

	while (i >= 0 && !frames->frame[i].gate)
		i--;
	return i;
}

long frames_jumped_from(const struct frames *frames, const struct function *function)
{
	for (long i = (long)frames->count - 1; i >= 0; i--) {
		if (frames->frame[i].function == function)
			return i;
		if (!frames->frame[i].tail)
			return -1;
	}
	return -1;
}
