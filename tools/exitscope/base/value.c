// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "value.h"

double value_number(const char *text, const char *what, double least, double most,
		    struct argp_state *state)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value >= least && value <= most))
		argp_error(state, "%s: '%s' is not a number from %g to %g", what, text, least,
			   most);
	return value;
}

double value_positive(const char *text, const char *what, double most, struct argp_state *state)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value > 0) || value > most)
		argp_error(state, "%s: '%s' is not a positive number", what, text);
	return value;
}

const char *value_line(const char *text, const char *what, struct argp_state *state)
{
	if (strpbrk(text, "\r\n"))
		argp_error(state, "%s: a line break in '%s'", what, text);
	return text;
}
