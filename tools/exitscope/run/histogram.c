// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "histogram.h"
#include "shared/memory.h"

uint64_t histogram_count(const struct histogram *histogram, uint32_t reason)
{
	for (size_t i = 0; i < histogram->rows; i++)
		if (histogram->row[i].reason == reason)
			return histogram->row[i].count;
	return 0;
}

void histogram_add(struct histogram *histogram, uint32_t reason, uint64_t count)
{
	for (size_t i = 0; i < histogram->rows; i++) {
		if (histogram->row[i].reason != reason)
			continue;
		histogram->row[i].count += count;
		return;
	}
	histogram->row = grow(histogram->row, (histogram->rows + 1) * sizeof(*histogram->row));
	histogram->row[histogram->rows].reason = reason;
	histogram->row[histogram->rows++].count = count;
}

void histogram_add_text(struct histogram *histogram, const char *text)
{
	unsigned long long count;
	unsigned long reason;
	int used;

	while (sscanf(text, " %lu=%llu%n", &reason, &count, &used) == 2) {
		/* The tracepoint shows flags beside the basic reason; -1 is VMEXIT_INVALID. */
		histogram_add(histogram, reason & 0xffff, count);
		text += used;
	}
}

void histogram_add_since(struct histogram *histogram, const struct histogram *before,
			 const struct histogram *after)
{
	for (size_t i = 0; i < after->rows; i++)
		histogram_add(histogram, after->row[i].reason,
			      after->row[i].count - histogram_count(before, after->row[i].reason));
}
