/* SPDX-License-Identifier: GPL-2.0-only */
/* A row of values as a line of steps, for a page: an SVG that stretches to any width with its strokes and dots as they are. */
#ifndef HISTORY_CURVE_H
#define HISTORY_CURVE_H

#include <stddef.h>
#include <stdio.h>

enum mark { MARK_NONE, MARK_MORE, MARK_LESS };

struct curve {
	size_t n;
	double *value;	    /* NAN: none there */
	enum mark *mark;    /* of a step that leads there */
	double least, most; /* what is shown; curve_range() makes them */
};

struct curve curve_of(size_t n);
void curve_free(struct curve *curve);
/* So that all values are seen, and what differs by less than @percent looks flat. */
void curve_range(struct curve *curve, double percent);
/* @zero: a line at that value, where it is in sight; NAN: none. @what is for those who cannot see it. */
void curve_write(const struct curve *curve, const char *class, double zero, const char *what,
		 FILE *to);

#endif
