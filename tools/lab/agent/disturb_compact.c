// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compaction. The kernel takes movable pages from the bottom of memory upwards and fills holes with them from the top
 * downwards, but no hole that is a whole pageblock (mm/compaction.c, suitable_migration_target()). So one of the
 * guest's moves only if there is room, in pageblocks above it that are partly used, for all that lies below it.
 *
 * - A block of pages makes that room. Its lowest ones are given back before there is a QEMU. It gets those, since pieces
 *   of a pageblock are handed out before whole ones. Then, step by step, the next ones become holes, and move pages up.
 * - What is given back is a hole only when it has left the processor's own list, which by default keeps more than 100 MiB.
 * - The files of the initramfs, of which most lie below, are locked in memory, and compaction leaves them where they are:
 *   in the vmx lab it would take a second, and all the room.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "disturb_compact.h"
#include "lab/base/frame.h"
#include "pages.h"

#define PAGEBLOCK 512		  /* pages */
#define SLICE	  (2 * PAGEBLOCK) /* frames that become holes in a step */
#define SLICES	  16
#define QEMU	  8192 /* pages that are given back for QEMU and what the guest touches */

static char *block;
static uint64_t *frames; /* of the block's pages; 0: given back */
static size_t pages;
static uint64_t lowest; /* the next slice */
static uint64_t *was, *is;

/* How many pages a processor may keep for itself: this makes it as few as can be, 0 leaves it to the kernel. */
#define KEEP_FEW "1000000"

static int set(const char *few, const char *locked)
{
	return disturber_set("/proc/sys/vm/percpu_pagelist_high_fraction", few) ||
	       disturber_set("/proc/sys/vm/compact_unevictable_allowed", locked);
}

static int lock(const char *path, const struct stat *status, int type, struct FTW *where)
{
	int fd = type == FTW_F && status->st_size ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *text;

	(void)where;
	if (fd < 0)
		return 0;
	text = mmap(NULL, status->st_size, PROT_READ, MAP_SHARED | MAP_LOCKED, fd, 0);
	close(fd);
	return text == MAP_FAILED;
}

/* For good: without swap they are in memory for good as well. */
static int lock_files(void)
{
	static bool locked;

	if (!locked && nftw("/", lock, 16, FTW_PHYS | FTW_MOUNT)) {
		frame("error", "the initramfs's files: %m");
		return -1;
	}
	locked = true;
	return 0;
}

static void release(void)
{
	if (block)
		munmap(block, pages * PAGE);
	free(frames);
	free(was);
	free(is);
	block = NULL;
	frames = was = is = NULL;
}

static bool look(void)
{
	const struct victim self = { .pid = getpid() };

	return pages_frames(&self, (uintptr_t)block, frames, pages);
}

static bool take(size_t count)
{
	pages = count;
	frames = calloc(pages, sizeof(*frames));
	block = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		     0);
	if (block == MAP_FAILED)
		block = NULL;
	if (!block || !frames)
		return false;
	madvise(block, pages * PAGE, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < pages; i++)
		block[i * PAGE] = 1;
	return look();
}

/* One page stays of each pageblock, so that it is none that is wholly free. */
static bool within(uint64_t frame, uint64_t from, uint64_t to)
{
	return frame >= from && frame < to && frame % PAGEBLOCK;
}

/* How many pages became holes. */
static size_t give(uint64_t from, uint64_t to)
{
	size_t given = 0;

	for (size_t i = 0, end; i < pages; i = end + 1) {
		for (end = i; end < pages && within(frames[end], from, to); end++)
			frames[end] = 0;
		if (end > i)
			madvise(block + i * PAGE, (end - i) * PAGE, MADV_DONTNEED);
		given += end - i;
	}
	return given;
}

/* The next ones from the bottom. How many, which is 0 at the end. */
static size_t give_slice(void)
{
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < pages; i++)
		if (within(frames[i], lowest, next))
			next = frames[i];
	if (next == UINT64_MAX)
		return 0;
	lowest = next + SLICE;
	return give(next, lowest);
}

static int compact_prepare(void)
{
	size_t given = 0, more = 1;

	release();
	if (set(KEEP_FEW, "0") || lock_files())
		return -1;
	if (!take(QEMU + SLICES * SLICE)) {
		frame("error", "no memory for compaction: %m");
		return -1;
	}
	for (lowest = 0; more && given < QEMU; given += more)
		more = give_slice();
	return 0;
}

static int compact_begin(const struct victim *victim)
{
	size_t size = (victim->end - victim->start) / PAGE * sizeof(*was);

	was = calloc(1, size);
	is = calloc(1, size);
	return was && is ? 0 : -1;
}

static void compact_step(const struct victim *victim)
{
	size_t count = (victim->end - victim->start) / PAGE;

	give_slice();
	if (!pages_frames(victim, victim->start, was, count) ||
	    disturber_set("/proc/sys/vm/compact_memory", "1") ||
	    !pages_frames(victim, victim->start, is, count))
		return;
	for (size_t i = 0; i < count; i++)
		disturb_compact.done += was[i] && is[i] && was[i] != is[i];
}

static void compact_end(const struct victim *victim)
{
	(void)victim;
	release();
	set("0", "1");
}

struct disturber disturb_compact = {
	.name = "compact",
	.what = "pages moved by compaction",
	.witness = "kvm/kvm_unmap_hva_range",
	.ranged = true,
	.ms = 5,
	.prepare = compact_prepare,
	.begin = compact_begin,
	.step = compact_step,
	.end = compact_end,
};
