/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line: which workloads to run, and how. */
#ifndef EXITSCOPE_OPTIONS_H
#define EXITSCOPE_OPTIONS_H

#include "measure/crew.h"

struct options {
	enum mode mode;
	const char *run; /* comma-separated globs; "*" by default */
	u64 ops;	 /* operations per workload, 1 to MAX_OPS */
	u64 budget_ms;	 /* as many operations as fit this, in guest time; 0: ops says how many */
	u64 explain;	 /* operations that a tracer looks at, behind a workload's own; 0: none */
	bool quiet;	 /* no text for people, but for what is wrong */
	bool bench;	 /* a line of numbers a workload, and no other text for people */
	bool list;	 /* print the workloads and run none */
	bool step;	 /* wait for a byte on the console before each workload */
	bool plain;	 /* the VM's exit status is as of kvm-unit-tests, see machine.h */
	bool busy;	 /* the host may take memory away while rows run, and give it back */
	const char *hidden;  /* instructions that CPUID hides and the hardware has, by name */
	const char *quirks;  /* what the hardware does against its manual; NULL: nobody told */
	const char *console; /* the serial port, see uart_named(); NULL: the one that is found */
	bool xapic;	     /* leave the local APIC in xAPIC mode */
	u64 settle_ms;	     /* the first workload waits so long, in guest time */
	u64 watchdog_ms;     /* a workload that takes longer, in guest time, hangs */
};

extern struct options options;

/*
 * Parses @cmdline (kept, and cut into words in place) into `options`.
 * Returns NULL, or the word that is not an option or has a bad value.
 */
const char *options_parse(char *cmdline);

/* Whether options.run names @workload; a glob of * alone does not name one that is @manual. */
bool options_selected(const char *workload, bool manual);

#endif
