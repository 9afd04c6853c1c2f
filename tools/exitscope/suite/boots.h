/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs a suite's tests: as few boots as it takes. */
#ifndef BOOTS_H
#define BOOTS_H

#include "base/status.h"
#include "facts.h"
#include "plan/config.h"
#include "plan/options.h"
#include "tests.h"

/*
 * Runs what has no facts in @file yet, and adds them: to it, and as they come to the file @path, which has its header. What
 * each test printed goes to @folder, `<test>.txt`. A test that takes L1 with it has that for its end, and the
 * others get another boot. STATUS_PASS: all have run, whatever came of it. Options: hardware_find()'s.
 */
enum status boots_run(const struct suite *suite, struct facts_file *file,
		      const struct options *options, const struct configs *config, const char *path,
		      const char *folder);

#endif
