// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "results.h"
#include "shared/grouped.h"
#include "shared/memory.h"

#define REASONS_SHOWN 5

static int by_count(const void *a, const void *b)
{
	uint64_t x = ((const uint64_t *)a)[1], y = ((const uint64_t *)b)[1];

	return x < y ? 1 : x > y ? -1 : 0;
}

/* The most frequent reasons, and how many others there are. */
static void print_exits(const struct results *results, const struct histogram *exits, FILE *to)
{
	uint64_t(*rows)[2] = allocate((exits->rows + 1) * sizeof(*rows));
	char room[16], number[GROUPED];

	for (size_t i = 0; i < exits->rows; i++) {
		rows[i][0] = exits->row[i].reason;
		rows[i][1] = exits->row[i].count;
	}
	qsort(rows, exits->rows, sizeof(*rows), by_count);
	for (size_t i = 0; i < exits->rows && i < REASONS_SHOWN; i++)
		fprintf(to, "%s%s %s", i ? ", " : "",
			results_reason(results->header->lab, rows[i][0], room),
			grouped(rows[i][1], number));
	if (exits->rows > REASONS_SHOWN)
		fprintf(to, ", %zu more", exits->rows - REASONS_SHOWN);
	free(rows);
}

static uint64_t sum(const struct histogram *exits)
{
	uint64_t all = 0;

	for (size_t i = 0; i < exits->rows; i++)
		all += exits->row[i].count;
	return all;
}

static void print_row(const struct results *results, const struct verdict *verdict, FILE *to)
{
	const struct facts *facts = verdict->facts;
	char time[GROUPED] = "", exits[GROUPED] = "";

	if (facts && verdict->judgement != JUDGED_NOT_RUN) {
		grouped(results_instructions(results, facts) / 1000000, time);
		if (facts->counted)
			grouped(sum(&facts->exits), exits);
	}
	fprintf(to, "%-40s %-8s %10s %12s  ", verdict->test->name,
		judgement_name(verdict->judgement), time, exits);
	if (*exits)
		print_exits(results, &facts->exits, to);
	fputc('\n', to);
	if (verdict->why)
		fprintf(to, "    %s\n", verdict->why);
}

void results_table(const struct results *results, FILE *to)
{
	fprintf(to, "%-40s %-8s %10s %12s  %s\n", "test", "verdict", "M instr.", "exits",
		"by reason");
	for (size_t i = 0; i < results->count; i++)
		print_row(results, &results->verdict[i], to);
}
