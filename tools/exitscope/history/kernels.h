/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of a history as kernels: what each row took there, and which of them make one line in time. */
#ifndef HISTORY_KERNELS_H
#define HISTORY_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#include "store.h"

struct row {
	const char *name;
	double median, least, p99;   /* instructions */
	double exits;		     /* an operation, of all reasons */
	struct json_object *reasons; /* name: exits an operation */
	bool steady, failed;
};

/* A kernel's run of one configuration. */
struct sample {
	struct json_object *line;
	const char *kernel, *package;
	const char *by; /* emulator: costs compare within one */
	bool on_line;	/* see build_line() */
	size_t n;
	struct row *row;
};

/* All kernels of a lab's configuration that were measured, in the order of their versions. */
struct series {
	const char *lab, *config;
	size_t n;
	struct sample *sample;
};

/* The kernels that a lab's configuration was measured on. */
struct series series_of(const struct store *store, const char *lab, const char *config);
void series_free(struct series *series);
/* NULL: it has none. */
const struct row *sample_row(const struct sample *sample, const char *name);
/* The line's first and last, and the one after: NULL where there is none. */
const struct sample *series_first(const struct series *series);
const struct sample *series_last(const struct series *series);
const struct sample *series_next(const struct series *series, const struct sample *sample);
/* The newest measured of that name, NULL. */
const struct sample *series_find(const struct series *series, const char *kernel);

#endif
