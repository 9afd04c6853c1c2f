/* SPDX-License-Identifier: GPL-2.0-only */
/* Which exit reasons the logs of runs have reached, how, and why not. */
#ifndef COVERAGE_H
#define COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "../../../guestos/shared/reasons.h"
#include "causes.h"
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
	struct names with;    /* the emulators that any of these had, by struct emulator's label */
};

/* A release of an emulator that logs were made with; of the kvm lab, and of older logs, none. */
struct emulator {
	char *name; /* "qemu", "" */
	unsigned int release;
	char *label; /* "qemu 7.2", "" */
};

struct emulators {
	struct emulator *emulator;
	size_t count;
};

struct coverage {
	struct reached *reached[ISA_SVM + 1];
	size_t count[ISA_SVM + 1];
	unsigned int logs[ISA_SVM + 1];
	struct emulators emulators[ISA_SVM + 1];
	struct causes causes; /* why reasons are not reached */
};

/* Where a log is from. */
struct origin {
	enum isa isa; /* ISA_NONE: it counts for nothing */
	const char *config;
	char *label; /* the emulator's; to be freed */
};

/* What KVM 6.12 has a handler for is what a guest can be expected to reach. */
bool coverage_handled(enum isa isa, uint32_t reason);

/* The entry of a reason, made if it is new: the tables are sorted. */
struct reached *coverage_entry(struct coverage *coverage, enum isa isa, uint32_t reason);

/* One configuration's log, and the histogram of its VM's life, lines of `reason count`. */
struct origin coverage_log(struct coverage *coverage, const struct log *log, const char *config);
bool coverage_life(struct coverage *coverage, const struct origin *origin, const char *path);

void coverage_free(struct coverage *coverage);

#endif
