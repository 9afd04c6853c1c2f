// SPDX-License-Identifier: GPL-2.0-only
/* Pages taken away, for a while or for a better place: swapped out, migrated, made huge and split. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <unistd.h>

#include "disturb_pages.h"
#include "lab/base/file.h"
#include "lab/base/frame.h"
#include "modules.h"
#include "pages.h"

#define SWAP	   "/dev/ram0"
#define SWAP_PAGES 32768

/* A swap area on a RAM disk: without one, anonymous memory stays. */
static int swap_on(void)
{
	union {
		struct {
			char boot[1024];
			uint32_t version, last_page, bad_pages;
		};
		char page[PAGE];
	} *head = calloc(1, sizeof(*head));
	int fd = open(SWAP, O_WRONLY | O_CLOEXEC);
	ssize_t written;

	head->version = 1;
	head->last_page = SWAP_PAGES - 1;
	memcpy(head->page + PAGE - 10, "SWAPSPACE2", 10);
	written = fd < 0 ? -1 : write(fd, head, PAGE);
	free(head);
	if (fd >= 0)
		close(fd);
	if (written == PAGE && !swapon(SWAP, 0))
		return 0;
	frame("error", "no swap on %s: %m", SWAP);
	return -1;
}

static uint64_t swapped; /* until then */

static int reclaim_begin(const struct victim *victim)
{
	(void)victim;
	if (access(SWAP, F_OK) && module_load("brd", "rd_nr=1 rd_size=131072"))
		return -1;
	swapped = pages_vmstat("pswpout");
	return swap_on();
}

static void reclaim_step(const struct victim *victim)
{
	pages_advise(victim, victim->start, victim->end, MADV_PAGEOUT);
}

static void reclaim_end(const struct victim *victim)
{
	(void)victim;
	disturb_reclaim.done = pages_vmstat("pswpout") - swapped;
	if (swapoff(SWAP))
		frame("error", "swapoff: %m");
}

struct disturber disturb_reclaim = {
	.name = "reclaim",
	.what = "pages swapped out",
	.witness = "kvm/kvm_unmap_hva_range",
	.ranged = true,
	.ms = 20,
	.begin = reclaim_begin,
	.step = reclaim_step,
	.end = reclaim_end,
};

/* The next pages of the guest's memory are said to be failing, so the kernel moves them elsewhere. */
#define SOFT_OFFLINE  "/sys/devices/system/memory/soft_offline_page"
#define MIGRATE_PAGES 16

static uintptr_t next;

static int migrate_begin(const struct victim *victim)
{
	next = victim->start;
	return 0;
}

static bool migrate_page(uint64_t frame_number)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%" PRIx64, frame_number * PAGE);
	return !file_write(SOFT_OFFLINE, text, 0);
}

static void migrate_step(const struct victim *victim)
{
	uint64_t frames[512];
	unsigned int moved = 0;

	for (int tries = 0; moved < MIGRATE_PAGES && tries < 32; tries++) {
		size_t i = 0, pages = (victim->end - next) / PAGE;

		pages = pages < 512 ? pages : 512;
		if (!pages_frames(victim, next, frames, pages))
			return;
		for (; i < pages && moved < MIGRATE_PAGES; i++)
			if (frames[i])
				moved += migrate_page(frames[i]);
		next += i * PAGE;
		if (next == victim->end)
			next = victim->start;
	}
	disturb_migrate.done += moved;
}

struct disturber disturb_migrate = {
	.name = "migrate",
	.what = "pages migrated",
	.witness = "kvm/kvm_unmap_hva_range",
	.ranged = true,
	.ms = 2,
	.begin = migrate_begin,
	.step = migrate_step,
};

/* Huge pages formed and split by turns. */
#define SPLIT	 "/sys/kernel/debug/split_huge_pages"
#define HUGE	 (2 << 20)
#define COLLAPSE 25 /* MADV_COLLAPSE, which older headers do not know */

static bool formed;
static uint64_t splits;

static int thp_begin(const struct victim *victim)
{
	(void)victim;
	formed = false;
	splits = pages_vmstat("thp_split_page");
	return 0;
}

static void thp_step(const struct victim *victim)
{
	char text[96];

	formed = !formed;
	if (formed) {
		/* One that cannot be formed must not keep those behind it from it. */
		for (uintptr_t at = victim->start; at + HUGE <= victim->start + 8 * HUGE;
		     at += HUGE)
			pages_advise(victim, at, at + HUGE, COLLAPSE);
		return;
	}
	snprintf(text, sizeof(text), "%d,0x%" PRIxPTR ",0x%" PRIxPTR, victim->pid, victim->start,
		 victim->end);
	disturber_set(SPLIT, text);
}

static void thp_end(const struct victim *victim)
{
	(void)victim;
	disturb_thp.done = pages_vmstat("thp_split_page") - splits;
}

struct disturber disturb_thp = {
	.name = "thp",
	.what = "huge pages split",
	.witness = "kvm/kvm_unmap_hva_range",
	.ranged = true,
	.ms = 10,
	.begin = thp_begin,
	.step = thp_step,
	.end = thp_end,
};
