/* SPDX-License-Identifier: GPL-2.0-only */
/* exitstat --sites: which instructions of guests exit, counted by the host's kernel. */
#ifndef EXITSTAT_SITES_H
#define EXITSTAT_SITES_H

#include <stddef.h>

#include "sample.h"

/* What --sites counts with, if nothing else is asked for: places that each histogram has room for. */
#define SITES_ENTRIES 16384

struct sites_options {
	int pid; /* of the VM, or 0: all VMs */
	size_t entries; /* room of each histogram, SITES_TRACE_LEAST to SITES_TRACE_MOST; the kernel rounds it up */
	size_t top;	      /* sites in the table; 0: all. Other formats have all */
	const char *kallsyms; /* the guest's, or NULL */
	char **command;	      /* what to count during; NULL: until SIGINT or SIGTERM */
};

/* Counts, and writes to all outputs. The exit status: the command's, or exitstat's own. */
int mode_sites(const struct sites_options *options, struct output *output);

#endif
