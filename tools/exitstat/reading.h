/* SPDX-License-Identifier: GPL-2.0-only */
/* A reading of the exit counters: all of them at one instant. */
#ifndef EXITSTAT_READING_H
#define EXITSTAT_READING_H

#include "../../guestos/shared/reasons.h"

/* More than the ABI defines: 80 on VMX, 172 on SVM. */
#define MAX_ROWS 320

/* One reason. Cycles are the host's TSC's, as host-patch/README.md defines them. */
struct row {
	u32 reason;
	bool unhandled; /* KVM has no handler for it; known only if the reader was asked */
	u64 count, handled, away, nested;
};

/* All that is defined, in ascending order of the reason. */
struct reading {
	enum isa isa;
	u32 flags;    /* of the host's configuration, LEAF_VERSION's EDX */
	u64 executed; /* CPUIDs that the reader had executed when this was taken, its own included */
	double time;  /* when, seconds of CLOCK_MONOTONIC */
	u64 exits, handled;
	size_t rows;
	struct row row[MAX_ROWS];
};

/* The row of @reason, or NULL. */
const struct row *reading_row(const struct reading *reading, u32 reason);

/* One more exit reason, 0 in all. NULL if there is no room. */
struct row *reading_add(struct reading *reading, u32 reason);

/*
 * What lies between two readings of one source: *delta = later - earlier. executed and time
 * become differences as well.
 */
void reading_subtract(struct reading *delta, const struct reading *later,
		      const struct reading *earlier);

/* The sum of @n readings, of a VM's vCPUs. */
void reading_sum(struct reading *sum, const struct reading *reading, size_t n);

/* What one CPUID of the reader costs, in cycles of its exit. */
struct price {
	double handled, away;
};

/* The price, from a @delta in which nothing but the reader's CPUIDs was to be done. */
struct price reading_price(const struct reading *delta);

/*
 * Takes the reader's own CPUIDs, @delta->executed, off *@delta. Returns false if it has fewer
 * CPUID exits than that, which cannot be; then it takes off what there is.
 */
bool reading_take_off(struct reading *delta, struct price price);

/* The name of @reason, or its number, in @text. */
const char *reading_name(enum isa isa, u32 reason, char text[16]);

enum order {
	BY_COUNT,
	BY_HANDLED,
	BY_AWAY,
	BY_REASON,
	BY_NAME,
};

/* The rows with a count, in @order; the numbers descend. Returns how many. */
size_t reading_sorted(const struct reading *reading, enum order order,
		      const struct row *sorted[MAX_ROWS]);

#endif
