/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope: what all its parts share. */
#ifndef EXITSCOPE_H
#define EXITSCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/memory.h"
#include "shared/message.h"

/* Exit statuses: part of the interface, see --help. */
enum status {
	STATUS_PASS = 0,
	STATUS_FAIL = 1, /* a workload failed, or the oracle disagrees */
	STATUS_USAGE = 2,
	STATUS_CANNOT_RUN = 3,
	STATUS_SKIP = 4,       /* nothing asserted: no exit counters */
	STATUS_INCOMPLETE = 5, /* no end record, a damaged log, or out of time */
	STATUS_SIGNAL = 128,   /* plus the signal that ended it */
};

/* Of two statuses the one that a run of both has. */
enum status status_worse(enum status a, enum status b);
const char *status_name(enum status status);

/* One clear line on standard error, with the seconds passed. */
void progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
double now(void);

/* Whether a name fits a glob of `*` and `?`, as the guest's run= has them. */
bool glob_match(const char *glob, const char *name);

/* <build directory>/name, found beside the program or by $EXITSCOPE_BUILD; to be freed. */
char *build_path(const char *name);

/* The subcommands: main() each. */
int command_run(int argc, char **argv);
int command_show(int argc, char **argv);
int command_list(int argc, char **argv);
int command_coverage(int argc, char **argv);
int command_check(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_export(int argc, char **argv);
int command_report(int argc, char **argv);

#endif
