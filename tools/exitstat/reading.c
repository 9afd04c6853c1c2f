// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

const struct row *reading_row(const struct reading *reading, u32 reason)
{
	for (size_t i = 0; i < reading->rows; i++)
		if (reading->row[i].reason == reason)
			return &reading->row[i];
	return NULL;
}

struct row *reading_add(struct reading *reading, u32 reason)
{
	struct row *row = &reading->row[reading->rows];

	if (reading->rows == MAX_ROWS)
		return NULL;
	reading->rows++;
	memset(row, 0, sizeof(*row));
	row->reason = reason;
	return row;
}

/* The host's files have no row for a reason that has not yet occurred. */
void reading_subtract(struct reading *delta, const struct reading *later,
		      const struct reading *earlier)
{
	static const struct row none;

	*delta = *later;
	delta->executed -= earlier->executed;
	delta->time -= earlier->time;
	delta->exits -= earlier->exits;
	delta->handled -= earlier->handled;
	for (size_t i = 0; i < delta->rows; i++) {
		struct row *row = &delta->row[i];
		const struct row *old = reading_row(earlier, row->reason);

		if (!old)
			old = &none;
		row->count -= old->count;
		row->handled -= old->handled;
		row->away -= old->away;
		row->nested -= old->nested;
	}
}

static struct row *find_or_add(struct reading *reading, u32 reason)
{
	const struct row *row = reading_row(reading, reason);

	return row ? (struct row *)row : reading_add(reading, reason);
}

static int by_reason(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return (x->reason > y->reason) - (x->reason < y->reason);
}

void reading_sum(struct reading *sum, const struct reading *reading, size_t n)
{
	*sum = reading[0];
	for (size_t i = 1; i < n; i++) {
		sum->executed += reading[i].executed;
		sum->exits += reading[i].exits;
		sum->handled += reading[i].handled;
		for (size_t j = 0; j < reading[i].rows; j++) {
			const struct row *from = &reading[i].row[j];
			struct row *to = find_or_add(sum, from->reason);

			if (!to)
				continue;
			to->count += from->count;
			to->handled += from->handled;
			to->away += from->away;
			to->nested += from->nested;
		}
	}
	qsort(sum->row, sum->rows, sizeof(sum->row[0]), by_reason);
}

struct price reading_price(const struct reading *delta)
{
	const struct row *row = reading_row(delta, reason_of_cpuid(delta->isa));

	if (!row || !row->count)
		return (struct price){ 0, 0 };
	return (struct price){ (double)row->handled / row->count, (double)row->away / row->count };
}

static u64 less(u64 from, double cycles)
{
	return cycles >= from ? 0 : from - (u64)(cycles + 0.5);
}

bool reading_take_off(struct reading *delta, struct price price)
{
	struct row *row = (struct row *)reading_row(delta, reason_of_cpuid(delta->isa));
	u64 own = delta->executed;
	bool enough = row ? row->count >= own : !own;
	u64 handled;

	if (!row)
		return enough;
	if (!enough)
		own = row->count;
	handled = row->handled;
	row->count -= own;
	row->handled = row->count ? less(row->handled, own * price.handled) : 0;
	row->away = row->count ? less(row->away, own * price.away) : 0;
	delta->exits -= own;
	delta->handled -= handled - row->handled;
	return enough;
}

const char *reading_name(enum isa isa, u32 reason, char text[16])
{
	const char *name = reason_name(isa, reason);

	if (name)
		return name;
	snprintf(text, 16, isa == ISA_VMX ? "%u" : "0x%x", reason);
	return text;
}

static int compare(u64 a, u64 b)
{
	return (a < b) - (a > b);
}

static enum order sort_order;
static enum isa sort_isa;

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	char first[16], second[16];
	int result = 0;

	switch (sort_order) {
	case BY_COUNT:
		result = compare(x->count, y->count);
		break;
	case BY_HANDLED:
		result = compare(x->handled, y->handled);
		break;
	case BY_AWAY:
		result = compare(x->away, y->away);
		break;
	case BY_NAME:
		result = strcmp(reading_name(sort_isa, x->reason, first),
				reading_name(sort_isa, y->reason, second));
		break;
	case BY_REASON:
		break;
	}
	return result ? result : by_reason(x, y);
}

size_t reading_sorted(const struct reading *reading, enum order order,
		      const struct row *sorted[MAX_ROWS])
{
	size_t n = 0;

	for (size_t i = 0; i < reading->rows; i++)
		if (reading->row[i].count)
			sorted[n++] = &reading->row[i];
	sort_order = order;
	sort_isa = reading->isa;
	qsort(sorted, n, sizeof(sorted[0]), compare_rows);
	return n;
}
