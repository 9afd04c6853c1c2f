/* SPDX-License-Identifier: GPL-2.0-only */
/* One kind of host on the page: its kernels, what each row has come to, and what is drawn of it. */
#ifndef HISTORY_VIEW_H
#define HISTORY_VIEW_H

#include "curve.h"
#include "kinds.h"
#include "steps.h"

/* A row of the newest kernel that exits there or did, from the first kernel on the line that has it. */
struct course {
	const struct row *was, *is;
	const struct sample *from;
	struct change change; /* in all */
};

struct view {
	const struct kind *kind;
	struct series series;
	struct steps steps;
	size_t n; /* on the line */
	const struct sample **line;
	size_t courses;
	struct course *course; /* what has become dearest first */
};

struct view view_of(const struct store *store, const struct kind *kind);
void view_free(struct view *view);
/* Whether the kernel at @at of the line is the newest of its series of releases. */
bool view_newest(const struct view *view, size_t at);
/* What a row took on the line, with its steps. */
struct curve view_row(const struct view *view, const char *name);
/* What all rows took, in percent more than on the first kernel; a dot where five rows or more step together. */
struct curve view_index(const struct view *view);

#endif
