// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/xml.h"
#include "curve.h"
#include "shared/memory.h"

/* The picture's own units, and what stays free above and below for dots. */
#define WIDTH  1000.0
#define HEIGHT 100.0
#define MARGIN 8.0

struct curve curve_of(size_t n)
{
	struct curve curve = {
		.n = n,
		.value = allocate(n * sizeof(*curve.value) + 1),
		.mark = allocate(n * sizeof(*curve.mark) + 1),
	};

	for (size_t i = 0; i < n; i++)
		curve.value[i] = NAN;
	return curve;
}

void curve_free(struct curve *curve)
{
	free(curve->value);
	free(curve->mark);
	*curve = (struct curve){ 0 };
}

void curve_range(struct curve *curve, double percent)
{
	double middle, half;

	curve->least = curve->most = NAN;
	for (size_t i = 0; i < curve->n; i++) {
		curve->least = fmin(curve->least, curve->value[i]);
		curve->most = fmax(curve->most, curve->value[i]);
	}
	middle = (curve->least + curve->most) / 2;
	half = fmax((curve->most - curve->least) / 2, fabs(middle) * percent / 200);
	if (!(half > 0))
		half = 1;
	curve->least = middle - half;
	curve->most = middle + half;
}

static double y_of(const struct curve *curve, double value)
{
	double share = (value - curve->least) / (curve->most - curve->least);

	return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
}

/* A kernel's place is from one of these to the next. */
static double x_of(const struct curve *curve, double place)
{
	return WIDTH * place / curve->n;
}

static void write_line(const struct curve *curve, FILE *to)
{
	char command = 'M';

	fputs("<path class=\"line\" d=\"", to);
	for (size_t i = 0; i < curve->n; i++) {
		if (isnan(curve->value[i])) {
			command = 'M';
			continue;
		}
		fprintf(to, "%c%.4g %.4gH%.4g", command, x_of(curve, i),
			y_of(curve, curve->value[i]), x_of(curve, i + 1));
		command = 'L';
	}
	fputs("\"/>", to);
}

/* A dot is a line of no length with round ends: those are not stretched. */
static void write_dots(const struct curve *curve, enum mark mark, const char *class, FILE *to)
{
	bool any = false;

	for (size_t i = 0; i < curve->n; i++) {
		if (curve->mark[i] != mark || isnan(curve->value[i]))
			continue;
		if (!any)
			fprintf(to, "<path class=\"dot %s\" d=\"", class);
		any = true;
		fprintf(to, "M%.4g %.4gh0", x_of(curve, i), y_of(curve, curve->value[i]));
	}
	if (any)
		fputs("\"/>", to);
}

void curve_write(const struct curve *curve, const char *class, double zero, const char *what,
		 FILE *to)
{
	fprintf(to,
		"<svg class=\"%s\" viewBox=\"0 0 %g %g\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
		class, WIDTH, HEIGHT);
	xml_text(what, to);
	fputs("\">", to);
	if (zero >= curve->least && zero <= curve->most)
		fprintf(to, "<path class=\"zero\" d=\"M0 %.4gH%g\"/>", y_of(curve, zero), WIDTH);
	write_line(curve, to);
	write_dots(curve, MARK_MORE, "more", to);
	write_dots(curve, MARK_LESS, "less", to);
	fputs("</svg>", to);
}
