/* SPDX-License-Identifier: GPL-2.0-only */
/* Where readings come from: the guest's own counters by CPUID, or a VM's in the host's debugfs. */
#ifndef EXITSTAT_SOURCE_H
#define EXITSTAT_SOURCE_H

#include "counters.h"
#include "reading.h"

/* A sample has a reading for each part: for the VM, or for each vCPU. */
struct source {
	const char *(*take)(struct source *source, struct reading *reading); /* NULL or why not */
	size_t parts;
	int *cpu;	       /* the vCPU of each part; -1: the VM */
	bool own;	       /* the readings cost exits, which are counted */
	struct reader *reader; /* one a part, of the guest's source */
	char *directory;       /* the VM's, of the host's source */
	char *title;	       /* of the VM, where there may be several */
};

void source_free(struct source *source);

#endif
