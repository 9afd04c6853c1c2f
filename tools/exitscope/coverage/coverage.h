/* SPDX-License-Identifier: GPL-2.0-only */
/* Which exit reasons the logs of runs have reached, how, and why not. */
#ifndef COVERAGE_H
#define COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "../../../guestos/shared/reasons.h"
#include "log/log.h"

/* A list of names, each once. */
struct names {
	char **name;
	size_t count;
};

struct reached {
	uint32_t reason;
	struct names by, in;  /* workloads that count it exactly, and their configurations */
	struct names host_in; /* where it was only counted, as the host's own business */
	struct names life_in; /* where the VM's life has it, by the kernel's histogram */
	char *cause;	      /* why it is not reached, as tools/lab/unreached has it, or NULL */
};

struct coverage {
	struct reached *reached[ISA_SVM + 1];
	size_t count[ISA_SVM + 1];
	unsigned int logs[ISA_SVM + 1];
};

/* What KVM 6.12 has a handler for is what a guest can be expected to reach. */
bool coverage_handled(enum isa isa, uint32_t reason);

/* The entry of a reason, made if it is new: the tables are sorted. */
struct reached *coverage_entry(struct coverage *coverage, enum isa isa, uint32_t reason);

/* One configuration's log, and the histogram of its VM's life, lines of `reason count`. */
enum isa coverage_log(struct coverage *coverage, const struct log *log, const char *config);
bool coverage_life(struct coverage *coverage, enum isa isa, const char *path, const char *config);

/* Lines of `vmx|svm reason cause`. False: said why. */
bool coverage_causes(struct coverage *coverage, const char *path);

void coverage_free(struct coverage *coverage);

#endif
