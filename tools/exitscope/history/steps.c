// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "shared/memory.h"
#include "steps.h"

static bool same_exits(const struct row *a, const struct row *b)
{
	if (json_object_object_length(a->reasons) != json_object_object_length(b->reasons))
		return false;
	json_object_object_foreach(a->reasons, reason, count)
	{
		struct json_object *other = json_member(b->reasons, reason);

		if (!other || json_object_get_double(other) != json_object_get_double(count))
			return false;
	}
	return true;
}

bool change_of(const struct row *was, const struct row *is, struct change *change)
{
	*change = (struct change){ .was = was, .is = is };
	if (!was || !is || (!was->exits && !is->exits))
		return false;
	change->exits = !same_exits(was, is);
	if (was->steady && is->steady && was->median > 0)
		change->percent = 100 * (is->median - was->median) / was->median;
	return change->exits || change->percent;
}

bool change_is_step(const struct change *change)
{
	return change->exits || fabs(change->percent) > STEP_PERCENT;
}

static int by_size(const void *a, const void *b)
{
	double x = fabs(((const struct change *)a)->percent);
	double y = fabs(((const struct change *)b)->percent);

	return x != y ? (x < y) - (x > y)
		      : strcmp(((const struct change *)a)->is->name,
			       ((const struct change *)b)->is->name);
}

static struct json_object *explanation_of(const struct store *store, const struct series *series,
					  const struct step *step)
{
	for (size_t i = 0; i < store->n; i++) {
		struct json_object *line = store->line[i];

		if (store_is(line, "step") && !strcmp(store_text(line, "lab"), series->lab) &&
		    !strcmp(store_text(line, "config"), series->config) &&
		    !strcmp(store_text(line, "before"), step->before->kernel) &&
		    !strcmp(store_text(line, "kernel"), step->now->kernel))
			return line;
	}
	return NULL;
}

static struct step step_of(const struct store *store, const struct series *series,
			   const struct sample *before, const struct sample *now)
{
	struct step step = { .before = before, .now = now };
	struct json_object *rows;

	if (strcmp(before->by, now->by))
		return step;
	step.change = allocate(now->n * sizeof(*step.change) + 1);
	step.explained = explanation_of(store, series, &step);
	rows = json_member(step.explained, "rows");
	for (size_t i = 0; i < now->n; i++) {
		struct change *change = &step.change[step.n];

		if (!change_of(sample_row(before, now->row[i].name), &now->row[i], change) ||
		    !change_is_step(change))
			continue;
		change->why = json_member(rows, now->row[i].name);
		step.n++;
	}
	if (step.n)
		qsort(step.change, step.n, sizeof(*step.change), by_size);
	return step;
}

struct steps steps_of(const struct store *store, const struct series *series)
{
	const struct sample *before = series_first(series), *now;
	struct steps steps = { 0 };

	for (; before && (now = series_next(series, before)); before = now) {
		struct step step = step_of(store, series, before, now);

		if (!step.n) {
			free(step.change);
			continue;
		}
		steps.step = grow(steps.step, (steps.n + 1) * sizeof(*steps.step));
		steps.step[steps.n++] = step;
	}
	return steps;
}

void steps_free(struct steps *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		free(steps->step[i].change);
	free(steps->step);
	*steps = (struct steps){ 0 };
}

const struct change *steps_largest(const struct steps *steps, const char *row,
				   const struct step **at)
{
	const struct change *largest = NULL;
	double most = 0;

	for (size_t i = 0; i < steps->n; i++) {
		for (size_t j = 0; j < steps->step[i].n; j++) {
			const struct change *change = &steps->step[i].change[j];
			double size = fabs(change->is->median - change->was->median);

			if (strcmp(change->is->name, row) || size <= most)
				continue;
			most = size;
			largest = change;
			*at = &steps->step[i];
		}
	}
	return largest;
}
