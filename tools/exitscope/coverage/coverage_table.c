// SPDX-License-Identifier: GPL-2.0-only
/* The table of what exit reasons were reached. */
#include <stdlib.h>
#include <string.h>

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

static bool named(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->name[i], name))
			return true;
	return false;
}

/* A cause is given for an emulator that has reached it. */
static bool stale(const struct coverage *coverage, enum isa isa, const struct reached *r)
{
	const struct emulators *all = &coverage->emulators[isa];

	for (size_t i = 0; i < all->count; i++)
		if (named(&r->with, all->emulator[i].label) &&
		    causes_of(&coverage->causes, isa, r->reason, all->emulator[i].name,
			      all->emulator[i].release))
			return true;
	return false;
}

static const char *cause_with(const struct coverage *coverage, enum isa isa, uint32_t reason,
			      size_t emulator)
{
	const struct emulator *e = &coverage->emulators[isa].emulator[emulator];
	const char *cause = causes_of(&coverage->causes, isa, reason, e->name, e->release);

	return cause ? cause : "no cause known";
}

/* Adds "; qemu 7.2, qemu 10.0: cause" of all that have the same cause as this one, unless an earlier one was of them. */
static void add_cause(char **text, const struct coverage *coverage, enum isa isa, uint32_t reason,
		      size_t which)
{
	const struct emulators *all = &coverage->emulators[isa];
	const char *cause = cause_with(coverage, isa, reason, which);
	char *more;

	for (size_t i = 0; i < which; i++)
		if (!strcmp(cause_with(coverage, isa, reason, i), cause))
			return;
	for (size_t i = which; i < all->count; i++) {
		if (strcmp(cause_with(coverage, isa, reason, i), cause))
			continue;
		more = print("%s%s%s", *text,
			     i > which ? ", "
			     : which   ? "; "
				       : "",
			     all->emulator[i].label);
		free(*text);
		*text = more;
	}
	more = print("%s: %s", *text, cause);
	free(*text);
	*text = more;
}

/* Each emulator that logs were made with has its own cause; one text where they are the same. */
static char *causes(const struct coverage *coverage, enum isa isa, uint32_t reason)
{
	const struct emulators *all = &coverage->emulators[isa];
	char *text = print("%s", "");
	bool same = true;

	for (size_t i = 0; i < all->count; i++) {
		same = same && !strcmp(cause_with(coverage, isa, reason, i),
				       cause_with(coverage, isa, reason, 0));
		add_cause(&text, coverage, isa, reason, i);
	}
	if (!same || !all->count)
		return text;
	free(text);
	return print("%s", cause_with(coverage, isa, reason, 0));
}

static void print_reached(const struct coverage *coverage, const struct reached *r, enum isa isa,
			  bool whole, struct sum *all, FILE *to)
{
	const char *name = reason_name(isa, r->reason), *by;
	struct sum one = { .handled = coverage_handled(isa, r->reason) };
	const struct names *in = way(r, &by, &one);
	char *workloads = by ? print("(%s)", by) : joined(&r->by, whole);
	char *configs = joined(in, whole), *why = causes(coverage, isa, r->reason);

	fprintf(to, isa == ISA_VMX ? "%5u" : "0x%03x", r->reason);
	fprintf(to, "  %-26s ", name ? name : "unnamed");
	if (in->count)
		fprintf(to, "%-48s in %s%s%s\n", workloads, configs,
			one.handled ? "" : "; KVM 6.12 has no handler for it",
			stale(coverage, isa, r) ? "; STALE in tools/lab/unreached" : "");
	else
		fprintf(to, "-  %s\n", why);
	free(workloads);
	free(why);
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
	fprintf(to, "%s, of %u logs", isa == ISA_VMX ? "vmx" : "svm", coverage->logs[isa]);
	for (size_t i = 0; i < coverage->emulators[isa].count; i++)
		fprintf(to, "%s%s", i ? ", " : "; ", coverage->emulators[isa].emulator[i].label);
	fprintf(to, "\n");
	for (size_t i = 0; i < coverage->count[isa]; i++)
		print_reached(coverage, &coverage->reached[isa][i], isa, whole, &sum, to);
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
