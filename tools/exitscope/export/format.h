/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The formats that a log is exported in, a row each. It declares the writers of all files export_*.c,
 * so that a new format is one file and one row.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "base/status.h"
#include "log/log.h"

/* FORMAT(name): `--format name`, written by export_name() in export_name.c. */
#define EXPORT_FORMATS(FORMAT)                                                                     \
	FORMAT(json)                                                                               \
	FORMAT(csv)                                                                                \
	FORMAT(junit)                                                                              \
	FORMAT(openmetrics)                                                                        \
	FORMAT(kcidb)                                                                              \
	FORMAT(github)

/* What KCIDB wants to know, and no log knows. NULL: not said. */
struct kcidb_ids {
	const char *origin, *build; /* of the test, `name`; of the kernel, `origin:id` */
	const char *run;	    /* what is unique among the origin's runs */
	const char *log_url;
};

/* What is written of a log: itself, its name, and its verdict. */
struct exported {
	const struct log *log;
	const char *name; /* of the log's file, without folder and `.log` */
	enum status status;
	const char *why;
	struct kcidb_ids ids;
};

typedef void export_writer(const struct exported *exported, FILE *to);

#define DECLARE_WRITER(name) export_writer export_##name;
EXPORT_FORMATS(DECLARE_WRITER)
#undef DECLARE_WRITER

#endif
