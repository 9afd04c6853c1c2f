// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "shared/grouped.h"
#include "shared/memory.h"
#include "text.h"

struct page {
	FILE *to;
	uint64_t whole; /* that shares are of */
	double threshold;
};

static double share(const struct page *page, uint64_t part)
{
	return page->whole ? 100.0 * part / page->whole : 0;
}

static void print_numbers(const struct page *page, uint64_t total, uint64_t own, const char *calls)
{
	char a[GROUPED], b[GROUPED];

	fprintf(page->to, "%12s %5.1f%% %10s %6s  ", grouped(total, a), share(page, total),
		grouped(own, b), calls);
}

static void print_node(const struct page *page, const struct tree_node *node)
{
	static const char *const how[ENTRIES] = { [ENTRY_JUMP] = " (by a jump)",
						  [ENTRY_INTERRUPT] = " (interrupt)",
						  [ENTRY_SYSTEM_CALL] = " (system call)" };
	char calls[24] = "";

	if (node->calls)
		snprintf(calls, sizeof(calls), "%llu", (unsigned long long)node->calls);
	print_numbers(page, node->total, node->own, calls);
	fprintf(page->to, "%*s%s [%s]%s", 2 * (int)node->depth - 2, "", node->function->name,
		node->function->module, how[node->entry] ?: "");
	if (node->entry == ENTRY_INLINED)
		fprintf(page->to, " (inlined at %s:%u)", node->at.file ?: "?", node->at.line);
	fputs("\n", page->to);
}

static bool is_small(const struct page *page, const struct tree_node *node)
{
	return share(page, node->total) < page->threshold;
}

static void print_small(const struct page *page, const struct tree_node *parent)
{
	uint64_t total = 0, calls = 0;
	unsigned int count = 0;
	char text[24];

	for (const struct tree_node *child = parent->child; child; child = child->sibling) {
		if (!is_small(page, child))
			continue;
		count++;
		calls += child->calls;
		total += child->total;
	}
	if (!count)
		return;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)calls);
	print_numbers(page, total, 0, text);
	fprintf(page->to, "%*s(%u below %g%%)\n", 2 * (int)parent->depth, "", count,
		page->threshold);
}

static void print_line(const struct page *page, const struct tree_node *node, uint64_t own)
{
	char text[GROUPED];

	fprintf(page->to, "%12s %6s %10s %6s  %*s", "", "", grouped(own, text), "",
		2 * (int)node->depth, "");
}

/* Where a function's own instructions come from. */
static void print_lines(const struct page *page, const struct tree_node *node)
{
	uint64_t own = 0;
	unsigned int count = 0;

	for (size_t i = 0; i < node->lines; i++) {
		const struct tree_line *line = &node->line[i];

		if (share(page, line->own) < page->threshold) {
			own += line->own;
			count += line->own != 0;
			continue;
		}
		print_line(page, node, line->own);
		fprintf(page->to, "%s:%u\n", line->at.file, line->at.line);
	}
	if (!count)
		return;
	print_line(page, node, own);
	fprintf(page->to, "(%u line%s below %g%%)\n", count, count == 1 ? "" : "s",
		page->threshold);
}

static void print_children(const struct page *page, const struct tree_node *parent)
{
	print_lines(page, parent);
	for (const struct tree_node *child = parent->child; child; child = child->sibling) {
		if (is_small(page, child))
			continue;
		print_node(page, child);
		print_children(page, child);
	}
	print_small(page, parent);
}

static void print_heads(const struct page *page)
{
	fprintf(page->to, "%12s %6s %10s %6s  %s\n", "total", "", "own", "calls", "function");
}

static void print_worlds(const struct page *page, const struct explained_op *op, uint64_t measuring)
{
	uint64_t worlds[WORLDS] = { 0 };
	const char *between = "";
	char text[GROUPED];

	for (int world = 0; world < WORLDS; world++) {
		worlds[world] = tree_world(op->guest, world);
		for (size_t i = 0; i < op->exit_count; i++)
			worlds[world] += tree_world(op->exits[i].tree, world);
	}
	worlds[WORLD_GUEST] -= measuring;
	fputs("  ", page->to);
	for (int world = 0; world < WORLDS; world++) {
		if (!worlds[world])
			continue;
		fprintf(page->to, "%s%s %s (%.1f%%)", between, world_names[world],
			grouped(worlds[world], text), share(page, worlds[world]));
		between = ", ";
	}
	if (op->idle)
		fprintf(page->to, "; L1 waited for %s", grouped(op->idle, text));
	fputs("\n", page->to);
}

static void print_exit(const struct page *page, const struct explained_op *op, size_t index)
{
	const struct explained_exit *exit = &op->exits[index];
	char text[GROUPED];

	fprintf(page->to, "exit %zu of %zu: ", index + 1, op->exit_count);
	if (exit->reason)
		fprintf(page->to, "%s: ", exit->reason);
	if (exit->instruction)
		fprintf(page->to, "%s in %s", exit->instruction,
			exit->at ? exit->at->name : "the guest");
	else
		fputs("the guest had executed nothing", page->to);
	fprintf(page->to, ", %s%s: %s instructions\n",
		exit->handler	    ? "handled by "
		: exit->interrupted ? "for an interrupt of L1's"
				    : "without a handler that KVM called",
		exit->handler ? exit->handler->name : "", grouped(exit->tree->total, text));
	print_heads(page);
	print_children(page, exit->tree);
}

/* The first interrupt in an operation, and what all of them took. */
static uint64_t interrupts(const struct explained_op *op, const struct function **first)
{
	uint64_t sum = 0;

	*first = NULL;
	for (size_t i = 0; i < op->exit_count; i++) {
		const struct tree_node *tree = op->exits[i].tree;

		for (const struct tree_node *at = tree->child; at; at = at->sibling) {
			if (at->world != WORLD_INTERRUPT)
				continue;
			sum += at->total;
			*first = *first ?: at->function;
		}
	}
	return sum;
}

static void print_others(const struct explained_row *row, FILE *to)
{
	const struct explained_op *typical = row->typical;
	const struct function *name;
	char more[GROUPED], text[GROUPED];

	for (size_t i = 0; i < row->op_count; i++) {
		const struct explained_op *op = &row->op[i];
		uint64_t ticks = interrupts(op, &name);
		bool less = op->sum < typical->sum;

		if (op == typical)
			continue;
		fprintf(to, "  %u of %u, the first of them number %u: ", op->alike, row->ops,
			op->first + 1);
		if (op->sum == typical->sum)
			fputs(op->first
				      ? "as many, in other places"
				      : "as many; who had called what was running was not known yet",
			      to);
		else
			fprintf(to, "%s %s",
				grouped(less ? typical->sum - op->sum : op->sum - typical->sum,
					more),
				less ? "fewer" : "more");
		if (ticks)
			fprintf(to, "; %s in interrupts, %s", grouped(ticks, text), name->name);
		fputs("\n", to);
	}
}

void text_line(const struct explained_row *row, FILE *to)
{
	const struct explained_op *op = row->typical;
	char sum[GROUPED], median[GROUPED];

	fprintf(to, "%-24s ", row->name);
	if (!op) {
		fprintf(to, "%s\n", row->why ? row->why : "no operation was traced");
		return;
	}
	fprintf(to, "%11s %11s  %4u of %-4u %s%s%s%s\n", grouped(op->sum + op->idle, sum),
		grouped(row->round_trip, median), op->alike, row->ops,
		explained_exactly(row)	  ? "exact"
		: row->wrong		  ? "WRONG"
		: explained_unsteady(row) ? "none took the median"
					  : "differs",
		op->idle ? ", with waiting" : "", row->steady ? "" : ", not steady",
		row->wrong ? ": an operation's sum is not its round trip" : "");
}

void text_row(const struct explanation *explanation, const struct explained_row *row,
	      double threshold, FILE *to)
{
	const struct explained_op *op = row->typical;
	struct page page = { .to = to, .threshold = threshold };
	char sum[GROUPED], median[GROUPED];

	if (!op) {
		text_line(row, to);
		return;
	}
	page.whole = op->sum;
	fprintf(to, "%s: %s instructions an operation, %zu exit%s; the median round trip is %s%s\n",
		row->name, grouped(op->sum, sum), op->exit_count, op->exit_count == 1 ? "" : "s",
		grouped(row->round_trip, median),
		explained_unsteady(row) ? ", which none of these took"
		: row->steady		? ""
					: ", which is not steady");
	if (op->sum)
		print_worlds(&page, op, explanation->measuring);
	fprintf(to, "  %u of %u operations were like this\n", op->alike, row->ops);
	print_others(row, to);
	fprintf(to,
		"guest: %s instructions, %llu of them are the measurement's and not counted above\n",
		grouped(op->guest->total, sum), (unsigned long long)explanation->measuring);
	print_heads(&page);
	page.whole += explanation->measuring;
	print_children(&page, op->guest);
	page.whole -= explanation->measuring;
	for (size_t i = 0; i < op->exit_count; i++)
		print_exit(&page, op, i);
}
