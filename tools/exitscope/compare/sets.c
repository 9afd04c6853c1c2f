// SPDX-License-Identifier: GPL-2.0-only
/* Sorts the logs of both sides by configuration, workload and reason: a list of values, one a run. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/glob.h"
#include "base/status.h"
#include "explain/saved.h"
#include "log/log.h"
#include "log/log_value.h"
#include "log/parse.h"
#include "log/paths.h"
#include "log/verdict.h"
#include "sets.h"
#include "shared/memory.h"
#include "shared/message.h"

/* KVM settles a second after the guest has turned its APIC on. */
#define SETTLED_MS 1500

static void append(struct series *series, double value)
{
	series->value = grow(series->value, (series->count + 1) * sizeof(value));
	series->value[series->count++] = value;
}

/* dir/vmx-ept1.07.log is the seventh run of vmx-ept1. */
static char *key_of(const struct log *log, const char *path)
{
	size_t length, stem;
	char *name;

	if (log->run.seen)
		return print("%s-%s", log->run.lab, log->run.config);
	name = paths_name(path);
	stem = length = strlen(name);
	while (stem && isdigit((unsigned char)name[stem - 1]))
		stem--;
	if (stem > 1 && stem < length && name[stem - 1] == '.')
		name[stem - 1] = 0;
	return name;
}

static struct group *group_of(struct sets *sets, char *key)
{
	struct group *group;

	for (size_t i = 0; i < sets->group_count; i++) {
		if (strcmp(sets->groups[i].key, key))
			continue;
		free(key);
		return &sets->groups[i];
	}
	sets->groups = grow(sets->groups, (sets->group_count + 1) * sizeof(*group));
	group = &sets->groups[sets->group_count++];
	memset(group, 0, sizeof(*group));
	group->key = key;
	return group;
}

static struct row *row_of(struct group *group, const char *workload, size_t near)
{
	struct row *row;

	/* Runs of one build have the same workloads in the same places. */
	if (near < group->row_count && !strcmp(group->rows[near].workload, workload))
		return &group->rows[near];
	for (size_t i = 0; i < group->row_count; i++)
		if (!strcmp(group->rows[i].workload, workload))
			return &group->rows[i];
	group->rows = grow(group->rows, (group->row_count + 1) * sizeof(*row));
	row = &group->rows[group->row_count++];
	memset(row, 0, sizeof(*row));
	row->workload = print("%s", workload);
	return row;
}

static struct reason_row *reason_of(struct row *row, const struct log_exit *exit)
{
	struct reason_row *reason;

	for (size_t i = 0; i < row->reason_count; i++)
		if (row->reasons[i].reason == exit->reason)
			return &row->reasons[i];
	row->reasons = grow(row->reasons, (row->reason_count + 1) * sizeof(*reason));
	reason = &row->reasons[row->reason_count++];
	memset(reason, 0, sizeof(*reason));
	reason->reason = exit->reason;
	reason->name = print("%s", exit->name);
	return reason;
}

/* Runs before this one in which the reason did not appear: it counted 0. */
static void pad(struct series *series, size_t count)
{
	while (series->count < count)
		append(series, 0);
}

static void add_exits(struct row *row, enum side side, const struct log_result *result)
{
	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];
		struct reason_row *reason;

		if (exit->background || !result->ops)
			continue;
		reason = reason_of(row, exit);
		pad(&reason->per_op[side], row->runs[side]);
		append(&reason->per_op[side], (double)exit->count / result->ops);
		reason->disturbed |= exit->more || exit->fewer || exit->at_most;
		if (!exit->count || !exit->timed)
			continue;
		append(&reason->handled[side], (double)exit->handled / exit->count);
		append(&reason->away[side], (double)exit->away / exit->count);
	}
	row->runs[side]++;
}

static void add_result(struct group *group, enum side side, const struct log *log, size_t at)
{
	const struct log_result *result = &log->results[at];
	struct row *row = row_of(group, result->name, at);

	/* Its counts are the host's doing, and its costs too. */
	if (result->disturbed) {
		row->disturbed[side] = true;
		return;
	}
	if (row->outcome[side] == OUTCOME_NONE || result->line == OUTCOME_FAIL ||
	    (result->line == OUTCOME_SKIP && row->outcome[side] == OUTCOME_PASS)) {
		row->outcome[side] = result->line;
		free(row->why[side]);
		row->why[side] = result->why ? print("%s", result->why) : NULL;
	}
	if (result->round_trip) {
		append(&row->round_trip[side], result->median);
		append(&row->least[side], result->min);
		row->unsteady |= result->unsteady;
		row->waits |= result->waits;
	}
	if (log_counted(log, result))
		add_exits(row, side, result);
}

static bool wanted(const struct sets *sets, const char *name)
{
	char *copy, *rest, *glob;
	bool found = !sets->rows;

	if (found || !name)
		return found;
	copy = rest = print("%s", sets->rows);
	while (!found && (glob = strsep(&rest, ",")))
		found = glob_match(glob, name);
	free(copy);
	return found;
}

static enum status add_log(struct sets *sets, enum side side, const struct log *log,
			   const char *path)
{
	struct group *group = group_of(sets, key_of(log, path));

	if (!group->numbering[side])
		group->numbering[side] = print("%s", log->host.seen ? log->host.numbering : "");
	group->runs[side]++;
	append(&group->places[side], log->run.place);
	sets->exact &= log->run.seen &&
		       (!strcmp(log->run.lab, "svm") || !strcmp(log->run.lab, "vmx"));
	sets->settled &= log->host.settle_ms >= SETTLED_MS;
	for (size_t i = 0; i < log->result_count; i++)
		if (wanted(sets, log->results[i].name))
			add_result(group, side, log, i);
	for (size_t i = 0; i < group->row_count; i++)
		for (size_t j = 0; j < group->rows[i].reason_count; j++)
			pad(&group->rows[i].reasons[j].per_op[side], group->rows[i].runs[side]);
	return STATUS_PASS;
}

static enum status add_whole(struct sets *sets, enum side side, const struct log *log,
			     const char *path)
{
	char *why = NULL;
	enum status status = log_verdict(log, &why);

	if (status <= STATUS_FAIL || status == STATUS_SKIP)
		status = add_log(sets, side, log, path);
	else
		error("%s: %s: %s", path, status_name(status), why);
	free(why);
	return status;
}

/* A trace is its log; what it can explain is asked of it later. */
static enum status add_trace(struct sets *sets, enum side side, const char *path)
{
	struct group *group;
	enum status status;
	struct saved saved;

	if (!saved_open(&saved, path))
		return STATUS_CANNOT_RUN;
	status = add_whole(sets, side, &saved.log, path);
	if (status == STATUS_PASS) {
		group = group_of(sets, key_of(&saved.log, path));
		if (!group->trace[side])
			group->trace[side] = print("%s", path);
	}
	symbols_free(saved.symbols);
	saved_close(&saved);
	return status;
}

static enum status add_path(struct sets *sets, enum side side, const char *path)
{
	struct log log = { 0 };
	enum status status = STATUS_CANNOT_RUN;

	if (saved_is_there(path))
		return add_trace(sets, side, path);
	if (log_open(&log, path))
		status = add_whole(sets, side, &log, path);
	log_free(&log);
	return status;
}

enum status sets_add(struct sets *sets, enum side side, const struct paths *logs)
{
	enum status worst = STATUS_PASS;

	for (size_t i = 0; i < logs->count; i++)
		worst = status_worse(worst, add_path(sets, side, logs->path[i]));
	return worst;
}

static size_t groups_of(const struct sets *sets, enum side side, size_t *last)
{
	size_t count = 0;

	for (size_t i = 0; i < sets->group_count; i++) {
		if (!sets->groups[i].runs[side])
			continue;
		count++;
		*last = i;
	}
	return count;
}

static void free_group(struct group *group);

/* Rows of one group into another, which has runs of the other side alone. */
static void merge(struct group *to, struct group *from)
{
	for (size_t i = 0; i < from->row_count; i++) {
		struct row *old = &from->rows[i], *row = row_of(to, old->workload, i);

		row->round_trip[SIDE_B] = old->round_trip[SIDE_B];
		row->least[SIDE_B] = old->least[SIDE_B];
		row->runs[SIDE_B] = old->runs[SIDE_B];
		row->unsteady |= old->unsteady;
		row->waits |= old->waits;
		row->outcome[SIDE_B] = old->outcome[SIDE_B];
		row->disturbed[SIDE_B] = old->disturbed[SIDE_B];
		row->why[SIDE_B] = old->why[SIDE_B];
		memset(&old->round_trip[SIDE_B], 0, sizeof(old->round_trip[SIDE_B]));
		memset(&old->least[SIDE_B], 0, sizeof(old->least[SIDE_B]));
		old->why[SIDE_B] = NULL;
		for (size_t j = 0; j < old->reason_count; j++) {
			struct reason_row *source = &old->reasons[j];
			struct log_exit exit = { .reason = source->reason, .name = source->name };
			struct reason_row *reason = reason_of(row, &exit);

			reason->per_op[SIDE_B] = source->per_op[SIDE_B];
			reason->handled[SIDE_B] = source->handled[SIDE_B];
			reason->away[SIDE_B] = source->away[SIDE_B];
			reason->disturbed |= source->disturbed;
			memset(source->per_op, 0, sizeof(source->per_op));
			memset(source->handled, 0, sizeof(source->handled));
			memset(source->away, 0, sizeof(source->away));
		}
	}
	to->runs[SIDE_B] = from->runs[SIDE_B];
	to->places[SIDE_B] = from->places[SIDE_B];
	memset(&from->places[SIDE_B], 0, sizeof(from->places[SIDE_B]));
	to->numbering[SIDE_B] = from->numbering[SIDE_B];
	from->numbering[SIDE_B] = NULL;
	to->trace[SIDE_B] = from->trace[SIDE_B];
	from->trace[SIDE_B] = NULL;
	free_group(from);
}

/* How many runs of a side stood in that place. */
static size_t at_place(const struct series *places, double place)
{
	size_t count = 0;

	for (size_t i = 0; i < places->count; i++)
		count += places->value[i] == place;
	return count;
}

bool sets_same_places(const struct group *group)
{
	const struct series *a = &group->places[SIDE_A], *b = &group->places[SIDE_B];

	for (size_t i = 0; i < a->count; i++)
		if (at_place(a, a->value[i]) != at_place(b, a->value[i]))
			return false;
	return a->count == b->count;
}

/* A reason that one side alone has counts 0 on the other. */
static void complete(struct sets *sets)
{
	for (size_t i = 0; i < sets->group_count; i++)
		for (size_t j = 0; j < sets->groups[i].row_count; j++) {
			struct row *row = &sets->groups[i].rows[j];

			for (size_t k = 0; k < row->reason_count; k++)
				for (int side = SIDE_A; side <= SIDE_B; side++)
					pad(&row->reasons[k].per_op[side], row->runs[side]);
		}
}

void sets_pair(struct sets *sets)
{
	size_t a = 0, b = 0;

	if (groups_of(sets, SIDE_A, &a) == 1 && groups_of(sets, SIDE_B, &b) == 1 && a != b) {
		merge(&sets->groups[a], &sets->groups[b]);
		sets->groups[0] = sets->groups[a];
		sets->group_count = 1;
	}
	complete(sets);
}

static void free_row(struct row *row)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		free(row->round_trip[side].value);
		free(row->least[side].value);
		free(row->why[side]);
		for (size_t i = 0; i < row->reason_count; i++) {
			free(row->reasons[i].per_op[side].value);
			free(row->reasons[i].handled[side].value);
			free(row->reasons[i].away[side].value);
		}
	}
	for (size_t i = 0; i < row->reason_count; i++)
		free(row->reasons[i].name);
	free(row->reasons);
	free(row->workload);
}

static void free_group(struct group *group)
{
	for (size_t i = 0; i < group->row_count; i++)
		free_row(&group->rows[i]);
	free(group->rows);
	free(group->places[SIDE_A].value);
	free(group->places[SIDE_B].value);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		free(group->numbering[side]);
		free(group->trace[side]);
	}
	parts_free(&group->parts);
	free(group->key);
}

void sets_free(struct sets *sets)
{
	for (size_t i = 0; i < sets->group_count; i++)
		free_group(&sets->groups[i]);
	free(sets->groups);
	memset(sets, 0, sizeof(*sets));
}
