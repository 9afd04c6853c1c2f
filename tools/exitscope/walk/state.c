// SPDX-License-Identifier: GPL-2.0-only
#include "state.h"
#include "shared/memory.h"

/* Stacks of L1's kernel are aligned to what they can hold, 16 KiB. */
#define KERNEL_STACK_SHIFT 14

struct thread *walk_new_thread(struct walk *walk)
{
	struct thread *thread = allocate(sizeof(*thread));

	thread->next = walk->threads;
	walk->threads = thread;
	return thread;
}

struct frames *walk_frames(const struct walk *walk, enum space space)
{
	return &walk->thread->frames[space];
}

struct frames *walk_current(const struct walk *walk)
{
	return walk_frames(walk, walk->space);
}

enum world walk_world(enum space space)
{
	return space == SPACE_GUEST ? WORLD_GUEST : space == SPACE_USER ? WORLD_USER : WORLD_KERNEL;
}

void walk_drop_passed(struct walk *walk)
{
	if (walk->stack_known)
		frames_drop(walk_current(walk), walk->stack,
			    walk->space == SPACE_KERNEL ? KERNEL_STACK_SHIFT : 0);
}
