/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope run: boots of a lab, and what came of them. */
#ifndef RUN_H
#define RUN_H

#include "base/status.h"
#include "plan/options.h"

/* All that the options of run mean. */
enum status run_options(struct options *options);

int command_run(int argc, char **argv);

#endif
