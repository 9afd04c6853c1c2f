/* SPDX-License-Identifier: GPL-2.0-only */
/* What costs or exits otherwise from one kernel of a line to the next. */
#ifndef HISTORY_STEPS_H
#define HISTORY_STEPS_H

#include "kernels.h"

/* A change of cost is a step from more than so many percent on; of exits any is. */
#define STEP_PERCENT 2

struct change {
	const struct row *was, *is;
	double percent;		 /* of the median */
	bool exits;		 /* other exits, or others as often */
	struct json_object *why; /* of the explanation, or NULL: see cause.h */
};

struct step {
	const struct sample *before, *now;
	size_t n;
	struct change *change;	       /* the largest first */
	struct json_object *explained; /* the explanation's line, NULL: there is none yet */
};

struct steps {
	size_t n;
	struct step *step;
};

/* Any change at all, of a row that both have; those that do not exit are the guest's own affair. */
bool change_of(const struct row *was, const struct row *is, struct change *change);
bool change_is_step(const struct change *change);

/* Of a series' line, in its order; without pairs that nothing steps between. Costs of two emulators are not compared. */
struct steps steps_of(const struct store *store, const struct series *series);
void steps_free(struct steps *steps);
/* Of one row between two kernels of the line: the largest, by instructions; NULL: none. *at is the step that it is of. */
const struct change *steps_largest(const struct steps *steps, const char *row,
				   const struct step **at);

#endif
