/* SPDX-License-Identifier: GPL-2.0-only */
/* What `explain --against` names: a file, or a kernel or modules that are run first. */
#ifndef EXPLAIN_AGAINST_H
#define EXPLAIN_AGAINST_H

#include "base/status.h"

/*
 * The file to compare with: @base itself if it is one; if that is where this run's @trace goes, it is moved to
 * build/logs/against.trace first. Else it is the name of a kernel (exitscope run --kernel), or a folder of modules (--modules), which
 * is explained by a run of its own, with the same words of the command line, and its trace is kept there. @argc 0: nothing is run, so a kernel will not do.
 * *path is to be freed. What went wrong was said, and then it is NULL.
 */
enum status against_file(const char *base, const char *trace, int argc, char **argv, char **path);

#endif
