/* SPDX-License-Identifier: GPL-2.0-only */
/* Why exit reasons are not reached, as tools/lab/unreached has it: for any emulator, or for releases of one. */
#ifndef CAUSES_H
#define CAUSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../../guestos/shared/reasons.h"

struct cause {
	enum isa isa;
	uint32_t reason;
	char *emulator;	       /* "qemu"; "": any, and the kvm lab */
	unsigned int from, to; /* releases of it, as quirks_release() has them, both included */
	char *text;
};

struct causes {
	struct cause *cause;
	size_t count;
};

/* Lines `vmx|svm[:EMULATOR[:FROM-TO]] REASON CAUSE`. False: said why. */
bool causes_read(struct causes *causes, const char *path);

/* The cause of a reason with this release of an emulator; NULL: none is known. */
const char *causes_of(const struct causes *causes, enum isa isa, uint32_t reason,
		      const char *emulator, unsigned int release);

void causes_free(struct causes *causes);

#endif
