// SPDX-License-Identifier: GPL-2.0-only
/* Threads of the kernel that go over QEMU's memory: one merges equal pages, one looks which are in use. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "disturb_scan.h"
#include "lab/base/file.h"

#define KSM "/sys/kernel/mm/ksm/"

static uint64_t number_in(const char *path)
{
	char *text = file_read(path, NULL);
	uint64_t number = text ? strtoull(text, NULL, 10) : 0;

	free(text);
	return number;
}

/* Merged by a ksmd that never sleeps, and all parted again as soon as some are. */
static int ksm_begin(const struct victim *victim)
{
	(void)victim;
	/* Newer kernels spare pages that could not be merged before. */
	file_write(KSM "smart_scan", "0", 0);
	return disturber_set(KSM "pages_to_scan", "100000") ||
			       disturber_set(KSM "sleep_millisecs", "0") ||
			       disturber_set(KSM "run", "1")
		       ? -1
		       : 0;
}

static void ksm_step(const struct victim *victim)
{
	uint64_t merged = number_in(KSM "pages_sharing");

	(void)victim;
	if (!merged)
		return;
	disturb_ksm.done += merged;
	disturber_set(KSM "run", "2");
	disturber_set(KSM "run", "1");
}

static void ksm_end(const struct victim *victim)
{
	(void)victim;
	disturb_ksm.done += number_in(KSM "pages_sharing");
	disturber_set(KSM "run", "2");
	disturber_set(KSM "run", "0");
}

struct disturber disturb_ksm = {
	.name = "ksm",
	.what = "pages merged",
	.witness = "kvm/kvm_unmap_hva_range",
	.ranged = true,
	.ms = 5,
	.begin = ksm_begin,
	.step = ksm_step,
	.end = ksm_end,
};

/*
 * Page aging: DAMON looks which of QEMU's pages are in use, and for that clears their accessed bits, in KVM's
 * tables too. (The multi-generational LRU's aging does not ask KVM before 6.13.)
 */
#define DAMON	"/sys/kernel/mm/damon/admin/kdamonds/"
#define CONTEXT DAMON "0/contexts/0/"
#define ATTRS	CONTEXT "monitoring_attrs/"

static int age_begin(const struct victim *victim)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", victim->pid);
	disturb_age.done = !disturber_set(DAMON "nr_kdamonds", "1") &&
			   !disturber_set(DAMON "0/contexts/nr_contexts", "1") &&
			   !disturber_set(CONTEXT "operations", "vaddr") &&
			   !disturber_set(CONTEXT "targets/nr_targets", "1") &&
			   !disturber_set(CONTEXT "targets/0/pid_target", pid) &&
			   !disturber_set(ATTRS "intervals/sample_us", "500") &&
			   !disturber_set(ATTRS "intervals/aggr_us", "10000") &&
			   !disturber_set(ATTRS "intervals/update_us", "1000000") &&
			   !disturber_set(ATTRS "nr_regions/max", "4000") &&
			   !disturber_set(ATTRS "nr_regions/min", "2000") &&
			   !disturber_set(DAMON "0/state", "on");
	return disturb_age.done ? 0 : -1;
}

static void age_end(const struct victim *victim)
{
	(void)victim;
	if (disturb_age.done)
		disturber_set(DAMON "0/state", "off");
	disturber_set(DAMON "nr_kdamonds", "0");
}

struct disturber disturb_age = {
	.name = "age",
	.what = "monitor of page use",
	.witness = "kvm/kvm_age_hva",
	.ranged = true,
	.begin = age_begin,
	.end = age_end,
};
