// SPDX-License-Identifier: GPL-2.0-only
/* The table of what exit reasons were reached. */
#include <stdlib.h>

#include "coverage.h"
#include "coverage_table.h"
#include "shared/memory.h"

/* For the printer: every reason with a handler has a row, reached or not. */
static void complete(struct coverage *coverage, enum isa isa)
{
	for (uint32_t reason = 0; reason < 0x410; reason++)
		if (coverage_handled(isa, reason))
			coverage_entry(coverage, isa, reason);
}

static char *joined(const struct names *names, bool whole)
{
	size_t shown = whole || names->count <= 3 ? names->count : 3;
	char *text = print("%s", ""), *more;

	for (size_t i = 0; i < shown; i++) {
		more = print("%s%s%s", text, i ? ", " : "", names->name[i]);
		free(text);
		text = more;
	}
	if (shown == names->count)
		return text;
	more = print("%s and %zu more", text, names->count - shown);
	free(text);
	return more;
}

struct sum {
	unsigned int handled, exact, host, life;
};

/* How a reason was reached: the strongest way that there is. */
static const struct names *way(const struct reached *r, const char **by, struct sum *sum)
{
	bool handled = sum->handled > 0;

	*by = NULL;
	if (r->by.count) {
		sum->exact += handled;
		return &r->in;
	}
	*by = r->host_in.count ? "the host's own exits" : "the VM's life";
	if (r->host_in.count)
		sum->host += handled;
	else if (r->life_in.count)
		sum->life += handled;
	return r->host_in.count ? &r->host_in : &r->life_in;
}

static void print_reached(const struct reached *r, enum isa isa, bool whole, struct sum *all,
			  FILE *to)
{
	const char *name = reason_name(isa, r->reason), *by;
	struct sum one = { .handled = coverage_handled(isa, r->reason) };
	const struct names *in = way(r, &by, &one);
	char *workloads = by ? print("(%s)", by) : joined(&r->by, whole);
	char *configs = joined(in, whole);

	fprintf(to, isa == ISA_VMX ? "%5u" : "0x%03x", r->reason);
	fprintf(to, "  %-26s ", name ? name : "unnamed");
	if (in->count)
		fprintf(to, "%-48s in %s%s%s\n", workloads, configs,
			one.handled ? "" : "; KVM has no handler for it",
			r->cause ? "; STALE in tools/lab/unreached" : "");
	else
		fprintf(to, "-  %s\n", r->cause ? r->cause : "no cause known");
	free(workloads);
	free(configs);
	all->handled += one.handled;
	all->exact += one.exact;
	all->host += one.host;
	all->life += one.life;
}

static struct sum print_isa(struct coverage *coverage, enum isa isa, bool whole, FILE *to)
{
	struct sum sum = { 0 };

	complete(coverage, isa);
	if (!coverage->logs[isa]) {
		for (size_t i = 0; i < coverage->count[isa]; i++)
			sum.handled += coverage_handled(isa, coverage->reached[isa][i].reason);
		return sum;
	}
	fprintf(to, "%s, of %u logs\n", isa == ISA_VMX ? "vmx" : "svm", coverage->logs[isa]);
	for (size_t i = 0; i < coverage->count[isa]; i++)
		print_reached(&coverage->reached[isa][i], isa, whole, &sum, to);
	fprintf(to,
		"      %u counted exactly by a workload, %u only as the host's own exits, %u only "
		"by the VM's life\n\n",
		sum.exact, sum.host, sum.life);
	return sum;
}

static unsigned int reached(const struct sum *sum)
{
	return sum->exact + sum->host + sum->life;
}

void coverage_print(struct coverage *coverage, bool whole, FILE *to)
{
	struct sum vmx = print_isa(coverage, ISA_VMX, whole, to);
	struct sum svm = print_isa(coverage, ISA_SVM, whole, to);

	fprintf(to, "reached %u of %u (vmx), %u of %u (svm)\n", reached(&vmx), vmx.handled,
		reached(&svm), svm.handled);
}
