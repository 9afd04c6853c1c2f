// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "against.h"
#include "judgement.h"
#include "results.h"
#include "shared/memory.h"

#define REASONS_TOLD 4

struct side {
	const struct facts *facts;
	enum judgement judgement;
	char *why;
};

static struct side side_of(const struct suite *suite, const struct suite_test *test,
			   const struct facts_file *file)
{
	struct side side = { .facts = facts_of(file, test->name) };
	struct deviations none = { 0 };

	side.judgement = suite_judge(suite->kind, test, side.facts, &none, &side.why);
	return side;
}

static bool same_parts(const struct facts *a, const struct facts *b)
{
	return a->pass == b->pass && a->fail == b->fail && a->skip == b->skip;
}

static bool same_exits(const struct facts *a, const struct facts *b)
{
	for (size_t i = 0; i < a->exits.rows; i++)
		if (histogram_count(&b->exits, a->exits.row[i].reason) != a->exits.row[i].count)
			return false;
	return a->exits.rows == b->exits.rows;
}

/* What differs, to be freed; NULL: nothing. */
static char *difference(const struct suite_test *test, const struct side *base,
			const struct side *own)
{
	const struct facts *a = base->facts, *b = own->facts;

	if (test->own && base->judgement == JUDGED_SKIP && own->judgement == JUDGED_PASS)
		return NULL;
	if (test->own && own->judgement != JUDGED_PASS && a && b)
		return print("%s, and is to pass here: %s", judgement_name(own->judgement),
			     own->why ? own->why : "-");
	if (base->judgement != own->judgement)
		return print("%s, was %s: %s", judgement_name(own->judgement),
			     judgement_name(base->judgement),
			     own->why	 ? own->why
			     : base->why ? base->why
					 : "-");
	if (!a || !b || own->judgement == JUDGED_TIMEOUT)
		return NULL;
	if (!same_parts(a, b))
		return print("parts: %u pass, %u fail, %u skip, were %u, %u, %u", b->pass, b->fail,
			     b->skip, a->pass, a->fail, a->skip);
	if (a->complaints != b->complaints)
		return print("complaints of the kernel: %u, were %u: %s", b->complaints,
			     a->complaints, b->complaint ? b->complaint : a->complaint);
	return NULL;
}

/* The reasons whose counts differ, a few of them. */
static void tell_exits(const char *lab, const struct facts *was, const struct facts *is, FILE *to)
{
	struct histogram all = { 0 };
	unsigned int told = 0, more = 0;
	char room[16];

	for (size_t i = 0; i < was->exits.rows; i++)
		histogram_add(&all, was->exits.row[i].reason, 0);
	for (size_t i = 0; i < is->exits.rows; i++)
		histogram_add(&all, is->exits.row[i].reason, 0);
	fprintf(to, "%s: exits: ", is->test);
	for (size_t i = 0; i < all.rows; i++) {
		uint32_t reason = all.row[i].reason;
		uint64_t a = histogram_count(&was->exits, reason);
		uint64_t b = histogram_count(&is->exits, reason);

		if (a == b)
			continue;
		if (told == REASONS_TOLD) {
			more++;
			continue;
		}
		fprintf(to, "%s%s %" PRIu64 " (was %" PRIu64 ")", told++ ? ", " : "",
			results_reason(lab, reason, room), b, a);
	}
	if (more)
		fprintf(to, ", %u more", more);
	fputc('\n', to);
	free(all.row);
}

struct sums {
	unsigned int same, differ, one_sided, exits_same, exits_differ;
};

static void compare(const struct suite *suite, const struct suite_test *test,
		    const struct facts_file *base, const struct facts_file *own, struct sums *sums,
		    FILE *to)
{
	struct side a = side_of(suite, test, base), b = side_of(suite, test, own);
	char *what = difference(test, &a, &b);

	if (!a.facts != !b.facts && !test->not_run) {
		fprintf(to, "%s: has a result %s alone\n", test->name, a.facts ? "there" : "here");
		sums->one_sided++;
	} else if (what) {
		fprintf(to, "%s: %s\n", test->name, what);
		sums->differ++;
	} else {
		sums->same++;
	}
	if (a.facts && b.facts && a.facts->counted && b.facts->counted) {
		if (same_exits(a.facts, b.facts))
			sums->exits_same++;
		else {
			sums->exits_differ++;
			tell_exits(own->header.lab, a.facts, b.facts, to);
		}
	}
	free(what);
	free(a.why);
	free(b.why);
}

enum status against(const struct suite *suite, const struct facts_file *base,
		    const struct facts_file *own, FILE *to)
{
	const struct facts_header *was = &base->header, *is = &own->header;
	struct sums sums = { 0 };

	fprintf(to, "against %s, %s, %s (here %s, %s, %s):\n", was->release, was->modules,
		was->emulator, is->release, is->modules, is->emulator);
	for (size_t i = 0; i < suite->count; i++)
		compare(suite, &suite->test[i], base, own, &sums, to);
	fprintf(to,
		"%u the same, %u differ, %u on one side alone; exits by reason: %u tests the same, %u "
		"differ\n",
		sums.same, sums.differ, sums.one_sided, sums.exits_same, sums.exits_differ);
	if (sums.differ)
		return STATUS_FAIL;
	return sums.one_sided ? STATUS_INCOMPLETE : STATUS_PASS;
}
