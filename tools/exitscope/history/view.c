// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "headline.h"
#include "shared/memory.h"
#include "view.h"

/* So many rows that step the same way are the kernel's doing, and not one handler's. */
#define TOGETHER 5

static void find_course(struct view *view, const struct row *is)
{
	struct course course = { .is = is };

	for (size_t i = 0; !course.was && i < view->n; i++) {
		course.from = view->line[i];
		course.was = sample_row(course.from, is->name);
	}
	change_of(course.was, is, &course.change);
	if (is->exits || course.was->exits)
		view->course[view->courses++] = course;
}

static int by_change(const void *a, const void *b)
{
	double x = ((const struct course *)a)->change.percent;
	double y = ((const struct course *)b)->change.percent;

	return x != y ? (x < y) - (x > y)
		      : strcmp(((const struct course *)a)->is->name,
			       ((const struct course *)b)->is->name);
}

struct view view_of(const struct store *store, const struct kind *kind)
{
	struct view view = { .kind = kind, .series = series_of(store, kind->lab, kind->config) };
	const struct sample *last = series_last(&view.series);

	view.steps = steps_of(store, &view.series);
	view.line = allocate(view.series.n * sizeof(*view.line) + 1);
	for (const struct sample *at = series_first(&view.series); at;
	     at = series_next(&view.series, at))
		view.line[view.n++] = at;
	view.course = allocate((last ? last->n : 0) * sizeof(*view.course) + 1);
	for (size_t i = 0; last && i < last->n; i++)
		find_course(&view, &last->row[i]);
	if (view.courses)
		qsort(view.course, view.courses, sizeof(*view.course), by_change);
	return view;
}

void view_free(struct view *view)
{
	free(view->course);
	free(view->line);
	steps_free(&view->steps);
	series_free(&view->series);
	*view = (struct view){ 0 };
}

bool view_newest(const struct view *view, size_t at)
{
	const char *here = view->line[at]->package, *next;
	int length = build_series(here);

	if (at + 1 == view->n)
		return true;
	next = view->line[at + 1]->package;
	return build_series(next) != length || strncmp(next, here, length);
}

/* The place on the line that a step leads to. */
static size_t place(const struct view *view, const struct step *step)
{
	size_t at = 0;

	while (view->line[at] != step->now)
		at++;
	return at;
}

static enum mark mark_of(double more)
{
	return more > 0 ? MARK_MORE : MARK_LESS;
}

struct curve view_row(const struct view *view, const char *name)
{
	struct curve curve = curve_of(view->n);

	for (size_t i = 0; i < view->n; i++) {
		const struct row *row = sample_row(view->line[i], name);

		if (row)
			curve.value[i] = row->median;
	}
	for (size_t i = 0; i < view->steps.n; i++) {
		const struct step *step = &view->steps.step[i];

		for (size_t j = 0; j < step->n; j++)
			if (!strcmp(step->change[j].is->name, name))
				curve.mark[place(view, step)] = mark_of(
					step->change[j].is->median - step->change[j].was->median);
	}
	curve_range(&curve, 4);
	return curve;
}

struct curve view_index(const struct view *view)
{
	struct curve curve = curve_of(view->n);

	for (size_t i = 0; i < view->n; i++)
		curve.value[i] = summary_of(view->line[0], view->line[i]).percent;
	for (size_t i = 0; i < view->steps.n; i++) {
		const struct step *step = &view->steps.step[i];
		double percent = 0;

		for (size_t j = 0; j < step->n; j++)
			percent += step->change[j].percent;
		if (step->n >= TOGETHER)
			curve.mark[place(view, step)] = mark_of(percent);
	}
	curve_range(&curve, 0);
	return curve;
}
