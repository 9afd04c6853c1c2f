/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM of one vCPU and 64 KiB of ROM, which begins at the reset vector and does nothing but ask
 * the counters: CPUID, then OUT of EAX, which user space takes.
 */
#ifndef PROBE_H
#define PROBE_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../guestos/shared/abi.h"

struct probe {
	int vm, vcpu;
	struct kvm_run *run;
	uint8_t *rom;
	size_t used; /* of the ROM */
};

/* /dev/kvm, open. */
int probe_device(void);

/* Makes the VM; @entries more of CPUID, as user space may set them. False if it cannot. */
bool probe_create(struct probe *p, const struct kvm_cpuid_entry2 *entries, int nr_entries);
void probe_destroy(struct probe *p);

/* One more question at the end of the ROM. */
void probe_ask(struct probe *p, uint32_t leaf, uint32_t index);

/* Runs to the next answer; false if the VM ended otherwise, run->exit_reason says how. */
bool probe_answer(struct probe *p, uint32_t *eax);

/*
 * The counts by debugfs, of its vCPU or of the VM: of @reason, and of all; -1 if there is no file.
 */
long long probe_counted(const struct probe *p, bool of_vm, unsigned int reason,
			unsigned long long *all);

/* The statistic @name of a statistics file (KVM_GET_STATS_FD of @of); -1 if there is none. */
long long probe_statistic(int of, const char *name);

#endif
