// SPDX-License-Identifier: GPL-2.0-only
/* The comparison for a terminal. */
#include <string.h>

#include "meanings.h"
#include "shapes.h"
#include "shared/grouped.h"
#include "tables.h"
#include "text.h"

static void cell(FILE *to, u64 count, bool known, u64 of)
{
	char text[GROUPED];

	fprintf(to, " %12s", count_text(count, known, text));
	if (known && of)
		fprintf(to, " %5.1f%%", 100.0 * count / of);
	else
		fprintf(to, " %6s", "");
}

static const struct table *of_state(const struct series *series, bool shadow, enum state state)
{
	return shadow ? &series->shadow[state] : &series->tdp[state];
}

static bool row_has_any(const struct comparison *all, const struct meaning *meaning, bool shadow,
			enum state state)
{
	bool known;

	for (size_t i = 0; i < all->n; i++)
		if (meaning_count(meaning, of_state(all->series[i], shadow, state), &known))
			return true;
	return false;
}

static void meaning_row(FILE *to, const struct comparison *all, const struct meaning *meaning,
			bool shadow, enum state state)
{
	fprintf(to, "%-26s", meaning->name);
	for (size_t i = 0; i < all->n; i++) {
		const struct table *table = of_state(all->series[i], shadow, state);
		bool known;
		u64 count = meaning_count(meaning, table, &known);

		cell(to, count, known && table->there, table->exits);
	}
	fputc('\n', to);
}

static bool any_lab(const struct comparison *all, bool shadow, enum state state)
{
	for (size_t i = 1; i < all->n; i++)
		if (of_state(all->series[i], shadow, state)->there)
			return true;
	return false;
}

static void one_table(FILE *to, const struct comparison *all, bool shadow, enum state state)
{
	if (!any_lab(all, shadow, state))
		return;
	fprintf(to, "\nExits %s, %s paging\n\n%-26s", state_names[state],
		shadow ? "shadow" : "nested", "reason");
	for (size_t i = 0; i < all->n; i++)
		fprintf(to, " %12s %6s", all->series[i]->name, "");
	fputc('\n', to);
	for (size_t i = 0; i < meanings_count; i++)
		if (row_has_any(all, &meanings[i], shadow, state))
			meaning_row(to, all, &meanings[i], shadow, state);
	fprintf(to, "%-26s", "other");
	for (size_t i = 0; i < all->n; i++) {
		const struct table *table = of_state(all->series[i], shadow, state);

		cell(to, meaning_rest(table), table->there, table->exits);
	}
	fprintf(to, "\n%-26s", "all");
	for (size_t i = 0; i < all->n; i++) {
		const struct table *table = of_state(all->series[i], shadow, state);

		cell(to, table->exits, table->there, 0);
	}
	fputc('\n', to);
}

/* What the write-up's first exercise printed, and what it comes to for an exit. */
static void totals(FILE *to, const struct comparison *all)
{
	fputs("Exits and cycles of a boot\n\n"
	      "write-up: CPUID(0x4FFFFFFF), exits=583999, cycles spent in exit=13436425563: 23,007 a piece\n",
	      to);
	for (size_t i = 1; i < all->n; i++) {
		const struct table *pages[] = { &all->series[i]->tdp[AFTER_BOOT],
						&all->series[i]->shadow[AFTER_BOOT] };

		for (int shadow = 0; shadow < 2; shadow++) {
			const struct table *table = pages[shadow];
			char mean[GROUPED];

			if (table->there && table->exits)
				fprintf(to,
					"%s, %s: CPUID(0x4FFFFFFF), exits=%lu, cycles spent in exit=%lu: %s a piece\n",
					all->series[i]->name,
					shadow ? "shadow paging" : "nested paging", table->exits,
					table->handled,
					count_text(table->handled / table->exits, true, mean));
		}
	}
}

static int one_shape(FILE *to, const struct comparison *all, const struct shape *shape)
{
	int missing = 0;

	fprintf(to, "%s%s\n", shape->text, shape->required ? "" : " (not required)");
	for (size_t i = 0; i < all->n; i++) {
		char said[160];
		bool holds;

		if (!shape->applies(all->series[i]))
			continue;
		holds = shape->holds(all->series[i], said);
		fprintf(to, "    %-9s %-3s  %s\n", all->series[i]->name, holds ? "yes" : "NO",
			said);
		missing += shape->required && !holds;
	}
	return missing;
}

int write_text(FILE *to, const struct comparison *all)
{
	int missing = 0;

	totals(to, all);
	for (enum state state = 0; state < STATES; state++)
		one_table(to, all, false, state);
	one_table(to, all, true, AFTER_BOOT);
	fputs("\nThe shape\n\n", to);
	for (size_t i = 0; i < shapes_count; i++)
		missing += one_shape(to, all, &shapes[i]);
	return missing;
}
