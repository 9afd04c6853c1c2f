// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "shared_causes.h"

static struct shared_cause *find(struct shared_cause *causes, unsigned int n,
				 const struct cause *cause)
{
	for (unsigned int i = 0; i < n; i++)
		if (!strcmp(causes[i].cause.function, cause->function))
			return &causes[i];
	return NULL;
}

static void add(struct shared_cause *causes, unsigned int *n, unsigned int most,
		const struct cause *cause)
{
	struct shared_cause *known = find(causes, *n, cause);

	if (!known && *n < most) {
		known = &causes[(*n)++];
		*known = (struct shared_cause){ .cause = *cause,
						.least = cause->more,
						.most = cause->more };
	}
	if (!known)
		return;
	known->rows++;
	known->sum += llabs(cause->more);
	if (cause->more < known->least)
		known->least = cause->more;
	if (cause->more > known->most)
		known->most = cause->more;
}

static int by_sum(const void *a, const void *b)
{
	const struct shared_cause *one = a, *other = b;

	return one->sum != other->sum ? (one->sum < other->sum) - (one->sum > other->sum)
				      : strcmp(one->cause.function, other->cause.function);
}

unsigned int shared_causes(const struct step *step, struct shared_cause *causes, unsigned int most)
{
	unsigned int n = 0;

	for (size_t i = 0; i < step->n; i++) {
		struct cause row[CAUSES_MOST];
		int64_t rest;
		unsigned int in_row =
			step_causes(step->explained, step->change[i].why, row, CAUSES_MOST, &rest);

		for (unsigned int j = 0; j < in_row; j++)
			add(causes, &n, most, &row[j]);
	}
	if (n)
		qsort(causes, n, sizeof(*causes), by_sum);
	return n;
}
