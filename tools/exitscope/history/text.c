// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <json-c/json.h>

#include "cause.h"
#include "headline.h"
#include "kinds.h"
#include "steps.h"
#include "text.h"

static void write_causes(const struct step *step, const struct change *change, FILE *to)
{
	struct cause causes[CAUSES_MOST];
	int64_t rest;
	unsigned int n = step_causes(step->explained, change->why, causes, 3, &rest);

	for (unsigned int i = 0; i < n; i++)
		fprintf(to, "%s%.*s %+" PRId64, i ? ", " : "  ", cause_name(causes[i].function),
			causes[i].function, causes[i].more);
	if (n && rest)
		fprintf(to, ", others %+" PRId64, rest);
}

static void write_step(const struct step *step, FILE *to)
{
	fprintf(to, "%s -> %s: %zu\n", step->before->kernel, step->now->kernel, step->n);
	for (size_t i = 0; i < step->n; i++) {
		const struct change *change = &step->change[i];

		fprintf(to, "  %-24s %8.0f %8.0f %+7.1f %%", change->is->name, change->was->median,
			change->is->median, change->percent);
		if (change->exits)
			fprintf(to, "  %g exits, %g before", change->is->exits, change->was->exits);
		write_causes(step, change, to);
		fputc('\n', to);
	}
}

void text_write(const struct store *store, FILE *to)
{
	for (size_t i = 0; i < KINDS; i++) {
		struct series series = series_of(store, kinds[i].lab, kinds[i].config);
		struct steps steps = steps_of(store, &series);
		char *head = headline(&kinds[i], &series, &steps);

		fprintf(to, "%s%s\n%s\n", i ? "\n" : "", kinds[i].name, head);
		for (size_t step = 0; step < steps.n; step++)
			write_step(&steps.step[step], to);
		free(head);
		steps_free(&steps);
		series_free(&series);
	}
}
