/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's log, and which findings of its detectors are in it. */
#ifndef KLOG_H
#define KLOG_H

/* What the kernel can say, a bit each. */
enum finding {
	FOUND_KASAN = 1 << 0,
	FOUND_UBSAN = 1 << 1,
	FOUND_LOCKDEP = 1 << 2,
	FOUND_RCU = 1 << 3,
	FOUND_SLEEP = 1 << 4,
	FOUND_LIST = 1 << 5,
	FOUND_OBJECT = 1 << 6,
	FOUND_WARN = 1 << 7,
	FOUND_LEAK = 1 << 8,
	FOUND_STALL = 1 << 9,
	FOUND_OTHER = 1 << 10,
};

/* Which warnings are findings. */
enum strictness {
	OF_BOOT,     /* none: much of a boot's text goes without a level of its own */
	OF_STARVING, /* all but those of allocations that fail, as they are made to */
	OF_ALL,
};

/*
 * Reads on in the kernel's log to its present end, prints all of it, and returns which
 * findings (enum finding) are in it. -1: the log cannot be read, or was read too late.
 */
int klog_judge(enum strictness strictness);
const char *finding_names(int found);

#endif
