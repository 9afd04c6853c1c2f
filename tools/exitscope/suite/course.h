/* SPDX-License-Identifier: GPL-2.0-only */
/* A suite in one configuration: run, judged, written, compared. */
#ifndef COURSE_H
#define COURSE_H

#include "base/status.h"
#include "plan/config.h"
#include "suite_options.h"
#include "tests.h"

/*
 * Results go to @directory: `<lab>-<config>.results`, as they come, `<lab>-<config>.log`, the KTAP log, and
 * a folder `<lab>-<config>` with what each test printed. @table: the file of known deviations.
 */
enum status course_run(const struct suite_options *options, struct suite *suite,
		       const struct config *config, const char *directory, const char *table);

#endif
