/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trace's file that can be explained again, anywhere: behind the trace are the functions that were executed and the
 * guest's log, and at the end the sizes of the three and SAVED_MAGIC.
 */
#ifndef EXPLAIN_SAVED_H
#define EXPLAIN_SAVED_H

#include "base/file.h"
#include "log/log.h"
#include "walk/symbols.h"

#define SAVED_MAGIC "EXSAVED1"

struct saved {
	struct file file; /* the trace is at its beginning */
	size_t trace;	  /* its size */
	struct log log;
	struct symbols *symbols; /* go to the explanation */
};

/* Makes the trace in @fd one that is saved; only the functions that were looked for are kept. False: said why. */
bool saved_write(int fd, const struct symbols *symbols, const char *log_path);

/* Whether a file ends as such a one does. */
bool saved_is_there(const char *path);

/* False: said why. */
bool saved_open(struct saved *saved, const char *path);
void saved_close(struct saved *saved); /* but for the symbols */

#endif
