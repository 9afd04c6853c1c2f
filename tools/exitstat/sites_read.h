/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit sites: the guest's instructions that exit, and how often each did. */
#ifndef EXITSTAT_SITES_READ_H
#define EXITSTAT_SITES_READ_H

#include "../../guestos/shared/reasons.h"
#include "sites_trace.h"

/* What `value` is, if the host knows it. */
enum site_kind {
	SITE_PLAIN,   /* there is none, or it is not known */
	SITE_INFO,    /* the exit qualification or EXITINFO1, as the reason has it */
	SITE_VECTOR,  /* of an exception, or of a host's interrupt */
	SITE_LEAF,    /* of CPUID; more: ECX */
	SITE_MSR,     /* more: whether it is written */
	SITE_ADDRESS, /* of MMIO, guest-physical */
	SITE_PAGES, /* pages that the host's tables lacked: how many addresses, from which to which */
};

struct site {
	u32 reason;
	enum site_kind kind;
	u64 rip; /* an offset into the code segment, as the processor has it */
	u64 count, value, more;
	u64 addresses, lowest, highest; /* SITE_PAGES; 0 addresses: not known */
};

struct sites {
	enum isa isa;
	size_t n;
	struct site *site; /* the most exits first */
	u64 exits;	   /* all that were counted, also those that found no room */
	u64 lost; /* of them: found no room in the histograms of exits, and are no site's */
	u64 untold; /* leaves, MSRs and addresses that found no room: their sites are there, less told of */
};

/* Makes *sites of what the kernel counted. NULL, or what is wrong with it. To be freed with sites_free(). */
const char *sites_read(struct sites *sites, enum isa isa, const struct sites_text *text);
void sites_free(struct sites *sites);

#endif
