/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands behind an option of the command line. Another than is wanted: argp ends the program, with a message. */
#ifndef VALUE_H
#define VALUE_H

#include <argp.h>

/* @what: the option, as the message names it. */
double value_number(const char *text, const char *what, double least, double most,
		    struct argp_state *state);
/* More than 0. */
double value_positive(const char *text, const char *what, double most, struct argp_state *state);
/* Of a line of the job: a line break in it would become another one. */
const char *value_line(const char *text, const char *what, struct argp_state *state);

#endif
