/* SPDX-License-Identifier: GPL-2.0-only */
/* Readings of a VM's counters in the host's debugfs. */
#ifndef EXITSTAT_HOST_H
#define EXITSTAT_HOST_H

#include <stdbool.h>

#include "reading.h"
#include "source.h"

#define HOST_ROOT "/sys/kernel/debug/kvm"

/* The directories of all VMs below @root, sorted; returns how many, or -1 with errno. */
int host_vms(const char *root, char ***directories);

/* The VM with @directory. NULL, or why it cannot be. */
const char *source_host(struct source *source, const char *directory, bool vcpus);

/* One of the host's files: lines `reason name count handled away nested`. NULL, or what is wrong. */
const char *host_parse(char *text, struct reading *reading);

#endif
