/* SPDX-License-Identifier: GPL-2.0-only */
/* An explanation in a format, or compared with another one. */
#ifndef EXPLAIN_WRITE_H
#define EXPLAIN_WRITE_H

#include "base/status.h"
#include "explanation.h"

struct writing {
	const char *format;  /* NULL: for people */
	const char *output;  /* NULL: standard output */
	const char *against; /* a file, of a trace that was kept or of JSON; or NULL */
};

/* Whether it is for people and not compared, and so not of here. */
bool writing_is_plain(const struct writing *writing);

/* What went wrong was said. */
enum status explanation_write(const struct writing *writing, const struct explanation *explanation);

#endif
