/* SPDX-License-Identifier: GPL-2.0-only */
/* What `exitscope history` is to do. */
#ifndef HISTORY_OPTIONS_H
#define HISTORY_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include "log/paths.h"
#include "measure.h"

enum action {
	ACTION_NONE,
	ACTION_SHOW,	  /* steps, as text or as a page */
	ACTION_TODO,	  /* kernels of a list that are not there */
	ACTION_ADD,	  /* a kernel's logs */
	ACTION_FAILED,	  /* a kernel that could not be measured */
	ACTION_STEPS,	  /* steps that are not explained */
	ACTION_EXPLAINED, /* a step's explanations */
};

struct options {
	enum action action;
	const char *file;	/* the data */
	const char *output;	/* the page, or NULL for text */
	const char *list, *why; /* of TODO, of FAILED */
	const char *config, *against;
	struct subject subject;
	struct paths files; /* logs, or two explanations: before, now */
	bool retry;
};

extern const struct argp history_argp;

#endif
