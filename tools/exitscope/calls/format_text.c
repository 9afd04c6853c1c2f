// SPDX-License-Identifier: GPL-2.0-only
/* What each function has gained or lost, for people: a table a workload, the greatest difference first. */
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "format_text.h"
#include "shared/grouped.h"
#include "shared/memory.h"

static const char *signed_number(int64_t number, char text[GROUPED])
{
	char digits[GROUPED];

	if (!number)
		return "";
	snprintf(text, GROUPED, "%c%s", number > 0 ? '+' : '-',
		 grouped(number > 0 ? number : -number, digits));
	return text;
}

static const char *words(const struct changed *changed)
{
	switch (changed->kind) {
	case CHANGE_NEW:
		return "new, ";
	case CHANGE_GONE:
		return "gone, ";
	case CHANGE_OUTLINED:
		return "no longer inlined, ";
	case CHANGE_INLINED:
		return "inlined now, ";
	default:
		return "";
	}
}

/* Where it is called now, or, if it is gone, was: what differs there, or else how often. */
static void callers(FILE *to, const struct changed *changed)
{
	char calls[GROUPED];
	const char *comma = "";

	fputs("called by ", to);
	for (size_t i = 0; i < changed->callers; i++) {
		const struct caller *caller = &changed->caller[i];
		int64_t own = (int64_t)(caller->own[NOW] - caller->own[BEFORE]);
		int64_t more = (int64_t)(caller->calls[NOW] - caller->calls[BEFORE]);

		if (!own && !more)
			continue;
		fprintf(to, "%s%s", comma,
			caller->function ? caller->function->name : "what ran already");
		if (more)
			fprintf(to, " (%s %s)", signed_number(more, calls),
				llabs(more) == 1 ? "call" : "calls");
		comma = ", ";
	}
}

static void line(FILE *to, const struct changed *changed)
{
	char own[GROUPED], calls[GROUPED], moved[GROUPED];

	fprintf(to, "%12s %7s  %s [%s]: %s", signed_number(changed_own(changed), own),
		signed_number(changed_calls(changed), calls), changed->name, changed->module,
		words(changed));
	callers(to, changed);
	if (changed->moved)
		fprintf(to, "; %s itself %s", changed->moved->name,
			signed_number(changed_own(changed->moved), moved));
	fputc('\n', to);
}

/* False: nothing differs. */
static bool row(FILE *to, const struct changes *changes)
{
	char before[GROUPED], now[GROUPED], more[GROUPED];
	int64_t difference = (int64_t)(changes->total[NOW] - changes->total[BEFORE]);
	bool any = false;

	for (size_t i = 0; i < changes->n; i++) {
		const struct changed *changed = changes->changed[i];

		if (changed->kind == CHANGE_NONE || changed->kind == CHANGE_OTHER)
			continue;
		if (!any)
			fprintf(to, "%s: %s instructions, %s before: %s\n%12s %7s  function\n",
				changes->row, grouped(changes->total[NOW], now),
				grouped(changes->total[BEFORE], before),
				difference ? signed_number(difference, more) : "as many", "own",
				"calls");
		any = true;
		line(to, changed);
	}
	if (changes->exits[NOW] != changes->exits[BEFORE])
		fprintf(to, "%s: %u exits an operation, %u before\n", changes->row,
			changes->exits[NOW], changes->exits[BEFORE]);
	if (any)
		fputc('\n', to);
	return any;
}

void format_changes(const struct parts *parts, FILE *to)
{
	size_t same = 0, rows = 0;

	for (size_t at = 0; at < parts->n;) {
		struct changes changes = changes_of(parts, at, &at);

		same += !row(to, &changes);
		rows++;
		changes_free(&changes);
	}
	if (!rows)
		fputs("no workload was explained on both sides\n", to);
	else if (same)
		fprintf(to, "%zu of %zu workloads: no function differs\n", same, rows);
}

static char *most_changed(const struct changes *changes, size_t most)
{
	char *text = print("%s", "");
	size_t told = 0, more = 0;

	for (size_t i = 0; i < changes->n; i++) {
		const struct changed *changed = changes->changed[i];
		char own[GROUPED], *longer;

		if (changed->kind == CHANGE_NONE || !changed_own(changed))
			continue;
		if (told == most) {
			more++;
			continue;
		}
		longer = print("%s%s%s %s", text, told++ ? ", " : "", changed->name,
			       signed_number(changed_own(changed), own));
		free(text);
		text = longer;
	}
	if (more) {
		char *longer = print("%s, %zu more", text, more);

		free(text);
		text = longer;
	}
	return text;
}

char *format_most_changed(const struct parts *parts, const char *row, size_t most)
{
	char *text = NULL;

	for (size_t at = 0; at < parts->n && !text;) {
		struct changes changes = changes_of(parts, at, &at);

		if (!strcmp(changes.row, row))
			text = most_changed(&changes, most);
		changes_free(&changes);
	}
	return text;
}
