/* SPDX-License-Identifier: GPL-2.0-only */
/* Where readings come from: the guest's own counters by CPUID, or a VM's in the host's debugfs. */
#ifndef EXITSTAT_SOURCE_H
#define EXITSTAT_SOURCE_H

#include "counters.h"

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

/*
 * This guest's counters; with @vcpus, each vCPU's that this thread may run on. NULL, or why there
 * are none (status 4). @model has the CPUID to use and whether to look for handlers. With @steady
 * all readings cost the same, which those that are subtracted should.
 */
const char *source_guest(struct source *source, const struct reader *model, bool vcpus,
			 bool steady);

/* The directories of all VMs below @root, sorted; returns how many, or -1 with errno. */
int host_vms(const char *root, char ***directories);

/* The VM with @directory. NULL, or why it cannot be. */
const char *source_host(struct source *source, const char *directory, bool vcpus);

/* One of the host's files: lines `reason name count handled away nested`. NULL, or what is wrong. */
const char *host_parse(char *text, struct reading *reading);

void source_free(struct source *source);

#define HOST_ROOT "/sys/kernel/debug/kvm"

#endif
