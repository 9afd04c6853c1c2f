/* SPDX-License-Identifier: GPL-2.0-only */
/* A log on the page, and what two of them differ in. */
#ifndef EXHIBIT_H
#define EXHIBIT_H

#include "base/status.h"
#include "log/log.h"

struct exhibit {
	struct log log;
	char *name; /* <lab>-<config>, or the file's name without `.log` */
	const char *
		trace; /* its path, if explain has kept the instructions too; NULL: it is a mere log */
	enum status status;
	char *why;
};

/* All exits of an operation but the host's own. */
double exhibit_exits_per_op(const struct log_result *result);
/* Of two logs: the row of the other log, NULL if it has none that was counted. */
const struct log_result *exhibit_other(const struct exhibit *other,
				       const struct log_result *result);
/* Whether paging makes a difference: other exits, not by the host's chance, or a twentieth of cycles. */
bool exhibit_differ(const struct log_result *a, const struct log_result *b);

#endif
