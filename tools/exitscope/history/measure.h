/* SPDX-License-Identifier: GPL-2.0-only */
/* What logs of a kernel's run say, as a line of the history. */
#ifndef HISTORY_MEASURE_H
#define HISTORY_MEASURE_H

#include <stdbool.h>

#include "log/paths.h"

struct json_object;

/* Who was measured, and by what. */
struct subject {
	const char *lab, *kernel;
	const char *package; /* Debian's version */
	const char *suite;   /* that it was found in */
	const char *
		banner; /* `Linux version ...`, which names the compiler and the day; NULL: not known */
	const char *guest; /* a digest of its image */
	const char *vmm;   /* that ran it in L1, `qemu 7.2.22` */
};

/*
 * Of each configuration two logs: one in which the host counted, and one in which nobody did, of which the costs are. False: said
 * why, and *line is NULL. Logs that are not whole are no measurement.
 */
bool measure_logs(const struct subject *subject, const struct paths *logs,
		  struct json_object **line);
/* Of a kernel that could not be measured. */
struct json_object *measure_failure(const struct subject *subject, const char *why);

#endif
