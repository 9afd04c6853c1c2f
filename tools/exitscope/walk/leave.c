// SPDX-License-Identifier: GPL-2.0-only
#include "leave.h"
#include "enter.h"

/* The thread whose frame has its return address there goes on, or one that was not seen before. */
static void switch_thread(struct walk *walk)
{
	struct thread *thread;

	walk->switching = false;
	for (thread = walk->threads; thread; thread = thread->next) {
		long i = frames_find(&thread->frames[SPACE_KERNEL], walk->stack, 0);

		if (thread == walk->thread || i < 0)
			continue;
		thread->frames[SPACE_KERNEL].count = i;
		walk->thread = thread;
		return;
	}
	walk->thread = walk_new_thread(walk);
}

void leave_by_return(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frames *frames = walk_current(walk);
	long i = frames_find(frames, walk->stack_known ? walk->stack : 0, address);
	const struct frame *top;

	if (i >= 0) {
		frames->count = i;
		enter_settle(walk, function, address);
		return;
	}
	if (walk->switching && walk->stack_known) {
		switch_thread(walk);
		enter_settle(walk, function, address);
		return;
	}
	walk_drop_passed(walk);
	top = frames_top(frames);
	/* The caller of what was there before, and nothing else that was. */
	while (top && (top->tail || top->entry == ENTRY_BEFORE) && !top->gate) {
		frames->count--;
		if (top->entry == ENTRY_BEFORE) {
			enter_unknown(walk, function, address);
			return;
		}
		top = frames_top(frames);
	}
	enter_settle(walk, function, address);
}
