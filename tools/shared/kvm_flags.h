/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration flags of the counter interface (host-patch/README.md), as far as a host knows them
 * without the patch: from the parameters of the KVM that is loaded, and from QEMU's command line.
 */
#ifndef KVM_FLAGS_H
#define KVM_FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kvm_flags {
	const char *numbering; /* "vmx" or "svm" */
	uint32_t flags;
	uint32_t untold; /* flags that this host's KVM decides by what no parameter says */
};

/* False: neither kvm_intel nor kvm_amd is loaded. Words: those that QEMU is started with. */
bool kvm_flags_read(struct kvm_flags *flags, const char *const *words, size_t count);

/* The guest's option for it, `counted=vmx,0x..,0x..`, as snprintf() would write it. */
int kvm_flags_option(char *to, size_t room, const struct kvm_flags *flags);

#endif
