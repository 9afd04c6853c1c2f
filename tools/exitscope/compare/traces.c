// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "calls/changes.h"
#include "explain/lay_saved.h"
#include "traces.h"

/* Several runs have one round trip, and each trace has its own. */
static bool has_both(const struct group *group)
{
	for (int side = SIDE_A; side <= SIDE_B; side++)
		if (!group->trace[side] || group->runs[side] != 1)
			return false;
	return true;
}

void traces_lay(struct sets *sets)
{
	for (size_t i = 0; i < sets->group_count; i++) {
		struct group *group = &sets->groups[i];

		group->explained =
			has_both(group) &&
			explanation_lay_saved(&group->parts, BEFORE, group->trace[SIDE_A]) &&
			explanation_lay_saved(&group->parts, NOW, group->trace[SIDE_B]);
		if (group->explained)
			parts_sum(&group->parts, true);
	}
}

bool traces_change(const struct group *group, const char *workload, int64_t *more)
{
	bool found = false;

	for (size_t at = 0; group->explained && at < group->parts.n && !found;) {
		struct changes changes = changes_of(&group->parts, at, &at);

		found = !strcmp(changes.row, workload);
		*more = (int64_t)(changes.total[NOW] - changes.total[BEFORE]);
		changes_free(&changes);
	}
	return found;
}
