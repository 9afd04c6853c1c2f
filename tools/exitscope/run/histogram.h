/* SPDX-License-Identifier: GPL-2.0-only */
/* Exits by reason, as the kernel's histogram of its kvm_exit tracepoint counts them. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

struct histogram {
	struct {
		uint32_t reason;
		uint64_t count;
	} * row;
	size_t rows;
};

uint64_t histogram_count(const struct histogram *histogram, uint32_t reason);

/* Adds to what the reason has; a count of 0 makes its row. */
void histogram_add(struct histogram *histogram, uint32_t reason, uint64_t count);

/* The same for each of `10=1001 28=5`, the text of a frame. */
void histogram_add_text(struct histogram *histogram, const char *text);

/* Adds what the reasons have more after than before. */
void histogram_add_since(struct histogram *histogram, const struct histogram *before,
			 const struct histogram *after);

#endif
