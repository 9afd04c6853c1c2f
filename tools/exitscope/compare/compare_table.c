// SPDX-License-Identifier: GPL-2.0-only
/* The table of what differs: real changes with their size, others with `~`. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "calls/format_text.h"
#include "compare.h"
#include "compare_table.h"
#include "log/log.h"
#include "sets.h"
#include "shared/grouped.h"
#include "traces.h"

/* That are named in a row. */
#define MOST_FUNCTIONS 4

static const char *outcome_word(int outcome)
{
	static const char *const words[] = {
		[OUTCOME_NONE] = "absent",
		[OUTCOME_PASS] = "pass",
		[OUTCOME_FAIL] = "FAIL",
		[OUTCOME_SKIP] = "skip",
	};

	return outcome <= OUTCOME_SKIP ? words[outcome] : "?";
}

static void value(char to[GROUPED], const struct difference *difference, double number)
{
	if (difference->figure == FIGURE_VERDICT)
		snprintf(to, GROUPED, "%s", outcome_word(number));
	else if (difference->figure == FIGURE_EXITS)
		snprintf(to, GROUPED, "%.6g", number);
	else
		grouped(number, to);
}

static void change(char *to, size_t room, const struct difference *difference)
{
	double by = difference->b - difference->a;

	if (difference->proof == PROOF_WAIT)
		snprintf(to, room, "waits, no cost");
	else if (!difference->differs)
		snprintf(to, room, "=");
	else if (!difference->real && difference->proof == PROOF_SINGLE)
		snprintf(to, room, "~");
	else if (!difference->real)
		snprintf(to, room, "~ (p = %.2g)", difference->p);
	else if (difference->figure == FIGURE_VERDICT)
		snprintf(to, room, "changed");
	else if (difference->figure == FIGURE_EXITS || difference->a <= 0)
		snprintf(to, room, "%+.6g", by);
	else
		snprintf(to, room, "%+.6g (%+.2f %%)", by, 100 * by / difference->a);
}

static void print_line(FILE *to, const char *workload, const char *what, const char *a,
		       const char *b, const char *by, bool regression)
{
	fprintf(to, "  %-20s %-28s %12s %12s  %s%s\n", workload, what, a, b, by,
		regression ? "  REGRESSION" : "");
}

/* Where the cycles went: means of an exit, for people. */
static void print_part(FILE *to, const char *what, const char *reason, const struct series *series)
{
	char label[96], text[2][32], by[32];
	double sum[2] = { 0, 0 };

	if (!series[SIDE_A].count || !series[SIDE_B].count)
		return;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		for (size_t i = 0; i < series[side].count; i++)
			sum[side] += series[side].value[i] / series[side].count;
		snprintf(text[side], sizeof(text[side]), "%.1f", sum[side]);
	}
	if (sum[SIDE_A] == sum[SIDE_B])
		return;
	snprintf(label, sizeof(label), "  %s %s, mean", what, reason);
	snprintf(by, sizeof(by), "%+.1f", sum[SIDE_B] - sum[SIDE_A]);
	print_line(to, "", label, text[SIDE_A], text[SIDE_B], by, false);
}

static void print_parts(FILE *to, const struct row *row)
{
	for (size_t i = 0; i < row->reason_count; i++) {
		print_part(to, "handled", row->reasons[i].name, row->reasons[i].handled);
		print_part(to, "away", row->reasons[i].name, row->reasons[i].away);
	}
}

/* Which functions did it, and what they come to, where that is not what the row differs by. */
static void print_functions(FILE *to, const struct difference *difference)
{
	const struct group *group = difference->group;
	const char *workload = difference->row->workload;
	char *text = group->explained ? format_most_changed(&group->parts, workload, MOST_FUNCTIONS)
				      : NULL;
	int64_t more;

	if (text && *text) {
		fprintf(to, "    own instructions: %s", text);
		if (traces_change(group, workload, &more) && more != difference->b - difference->a)
			fprintf(to, " (traced: %+" PRId64 " in all)", more);
		fputc('\n', to);
	}
	free(text);
}

static void print_difference(FILE *to, const struct difference *difference)
{
	char what[96], a[GROUPED], b[GROUPED], by[64];
	const struct row *row = difference->row;

	if (difference->figure == FIGURE_EXITS)
		snprintf(what, sizeof(what), "exits/op %s", difference->reason->name);
	else
		strcpy(what, difference->figure == FIGURE_VERDICT ? "verdict" : "round trip");
	value(a, difference, difference->a);
	value(b, difference, difference->b);
	change(by, sizeof(by), difference);
	print_line(to, row->workload, what, a, b, by, difference->regression);
	if (difference->figure == FIGURE_VERDICT && difference->real)
		for (int side = SIDE_A; side <= SIDE_B; side++)
			if (row->why[side])
				fprintf(to, "    %c: %s\n", "AB"[side], row -> why[side]);
	if (difference->figure == FIGURE_ROUND_TRIP &&
	    (difference->real || difference->proof == PROOF_WAIT))
		print_parts(to, row);
	if (difference->figure == FIGURE_ROUND_TRIP && difference->real)
		print_functions(to, difference);
}

static void print_head(FILE *to, const struct group *group)
{
	char a[32], b[32];

	snprintf(a, sizeof(a), "A (%u)", group->runs[SIDE_A]);
	snprintf(b, sizeof(b), "B (%u)", group->runs[SIDE_B]);
	fprintf(to, "%s\n", group->key);
	print_line(to, "workload", "figure", a, b, "change", false);
}

static void print_sum(const struct comparison *comparison, FILE *to)
{
	fprintf(to,
		"%u rows compared: %u real change%s, %u regression%s, %u more that may be chance (~)\n",
		comparison->rows, comparison->real, comparison->real == 1 ? "" : "s",
		comparison->regressions, comparison->regressions == 1 ? "" : "s",
		comparison->unproven);
	if (comparison->tests && comparison->least_p > comparison->needed_p)
		fprintf(to,
			"so few runs cannot show a change: p = %.2g at best, and %zu tests need %.2g; "
			"more runs can\n",
			comparison->least_p, comparison->tests, comparison->needed_p);
}

void comparison_print(const struct comparison *comparison, bool all, FILE *to)
{
	const struct group *group = NULL;
	bool single = false;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct difference *difference = &comparison->differences[i];

		single |= difference->proof == PROOF_SINGLE && difference->differs;
		if (!all && !difference->differs)
			continue;
		if (difference->group != group)
			print_head(to, difference->group);
		group = difference->group;
		print_difference(to, difference);
	}
	print_sum(comparison, to);
	if (single)
		fprintf(to, "one run each says nothing of costs that do not repeat to the digit; "
			    "compare sets (run --repeat)\n");
}
