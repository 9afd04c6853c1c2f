// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/memory.h"
#include "sites_read.h"

/* An entry of a histogram, `{ exit_reason: 30, guest_rip: 1, info1: 2 } hitcount: 3`. */
struct entry {
	char first[16], last[16]; /* names of its first and its last key */
	u64 key[3], count;
	size_t keys;
};

/* False if the line is no entry. */
static bool entry_read(const char *line, struct entry *entry)
{
	int length = 0;

	*entry = (struct entry){ 0 };
	if (*line++ != '{')
		return false;
	while (entry->keys < 3 && sscanf(line, " %15[a-z_0-9]: %lu%n", entry->last,
					 &entry->key[entry->keys], &length) == 2) {
		if (!entry->keys++)
			strcpy(entry->first, entry->last);
		line += length;
		line += *line == ',';
	}
	return sscanf(line, " } hitcount: %lu", &entry->count) == 1;
}

static bool vmx(const struct sites *sites)
{
	return sites->isa == ISA_VMX;
}

static bool is_page(const struct sites *sites, u32 reason)
{
	return reason == (vmx(sites) ? VMX_EPT_VIOLATION : SVM_NPF);
}

/* What info1 says of an access to a page that the tables lack: 1 read, 2 write, 4 fetch, as in VMX. */
static u64 access_of(const struct sites *sites, u64 info1)
{
	if (vmx(sites))
		return info1 & 7;
	return info1 & 16 ? 4 : info1 & 2 ? 2 : 1;
}

static void add(struct sites *sites, const struct site *site)
{
	if (!(sites->n & (sites->n - 1))) /* as many again */
		sites->site =
			grow(sites->site, (sites->n ? 2 * sites->n : 1) * sizeof(*sites->site));
	sites->site[sites->n++] = *site;
}

static void add_exits(struct sites *sites, const struct entry *entry)
{
	struct site site = { .reason = entry->key[0], .rip = entry->key[1], .count = entry->count };

	if (vmx(sites))
		site.reason &= 0xffff; /* above are flags */
	if (is_page(sites, site.reason)) {
		site.kind = SITE_PAGES;
		site.more = access_of(sites, entry->key[2]);
	} else if (!strcmp(entry->last, "info1")) {
		site.kind = SITE_INFO;
		site.value = entry->key[2];
	} else if (vmx(sites) &&
		   (site.reason == VMX_EXCEPTION_NMI || site.reason == VMX_EXTERNAL_INTERRUPT)) {
		site.kind = SITE_VECTOR;
		site.value = entry->key[2] & 0xff;
	}
	sites->exits += site.count;
	add(sites, &site);
}

static int by_place(const void *a, const void *b)
{
	const struct site *one = a, *other = b;

	if (one->reason != other->reason)
		return one->reason < other->reason ? -1 : 1;
	if (one->rip != other->rip)
		return one->rip < other->rip ? -1 : 1;
	if (one->kind != other->kind)
		return one->kind < other->kind ? -1 : 1;
	if (one->value != other->value)
		return one->value < other->value ? -1 : 1;
	return 0;
}

static int by_count(const void *a, const void *b)
{
	const struct site *one = a, *other = b;

	if (one->count != other->count)
		return one->count < other->count ? 1 : -1;
	return by_place(a, b);
}

static void sort(struct sites *sites, int (*order)(const void *, const void *))
{
	if (sites->n)
		qsort(sites->site, sites->n, sizeof(*sites->site), order);
}

/* In the order of places, each once. */
static void merge(struct sites *sites)
{
	size_t kept = 0;

	sort(sites, by_place);
	for (size_t i = 0; i < sites->n; i++) {
		struct site *site = &sites->site[i], *last = &sites->site[kept - 1];

		if (kept && !by_place(last, site)) {
			last->count += site->count;
			last->more |= site->more;
		} else {
			sites->site[kept++] = *site;
		}
	}
	sites->n = kept;
}

static struct site *find(struct sites *sites, size_t n, struct site place)
{
	return !n ? NULL : bsearch(&place, sites->site, n, sizeof(place), by_place);
}

/*
 * Takes the exits that something is told of, @told, from those of their place, of the first @n, that nothing is told of.
 * Where a histogram of exits was full, something may be told of exits that are of no site: those stay among the lost.
 */
static const char *tell(struct sites *sites, size_t n, struct site told, enum site_kind untold,
			u64 value)
{
	struct site place = told, *site;

	place.kind = untold;
	place.value = value;
	site = find(sites, n, place);
	if ((!site || site->count < told.count) && !sites->lost)
		return "the kernel tells of more exits at a place than there were";
	if (!site)
		return NULL;
	told.count = min_u64(told.count, site->count);
	site->count -= told.count;
	add(sites, &told);
	return NULL;
}

/* Leaves of CPUID have RIP first, MSRs the MSR, MMIO the reason. */
static const char *tell_handed(struct sites *sites, size_t n, const struct entry *entry)
{
	const u64 *key = entry->key;
	struct site told = { .count = entry->count };

	if (!strcmp(entry->first, "rip")) {
		told = (struct site){ .reason = vmx(sites) ? VMX_CPUID : SVM_CPUID,
				      .kind = SITE_LEAF,
				      .rip = key[0],
				      .count = entry->count,
				      .value = key[1],
				      .more = key[2] };
		return tell(sites, n, told, SITE_PLAIN, 0);
	}
	if (!strcmp(entry->first, "what")) {
		told.kind = SITE_MSR;
		told.value = key[0];
		told.rip = key[1];
		told.more = key[2];
		told.reason = !vmx(sites) ? SVM_MSR : key[2] ? VMX_MSR_WRITE : VMX_MSR_READ;
		return tell(sites, n, told, vmx(sites) ? SITE_PLAIN : SITE_INFO,
			    vmx(sites) ? 0 : key[2]);
	}
	/* Of a nested page fault all is told by its own address. */
	if (!vmx(sites) || key[0] != VMX_EPT_MISCONFIG)
		return NULL;
	told.kind = SITE_ADDRESS;
	told.reason = key[0];
	told.rip = key[1];
	told.value = key[2];
	return tell(sites, n, told, SITE_PLAIN, 0);
}

static const char *tell_page(struct sites *sites, size_t n, const struct entry *entry)
{
	struct site place = { .reason = vmx(sites) ? VMX_EPT_VIOLATION : SVM_NPF,
			      .rip = entry->key[0],
			      .kind = SITE_PAGES },
		    *site = find(sites, n, place);
	u64 address = entry->key[1];

	if (!site) /* shadow paging's: an exception, the address of which is the guest's own business */
		return NULL;
	if (!site->addresses++)
		site->lowest = site->highest = address;
	if (address < site->lowest)
		site->lowest = address;
	if (address > site->highest)
		site->highest = address;
	return NULL;
}

typedef const char *reader(struct sites *sites, size_t n, const struct entry *entry);

/* Every entry of a text, and the sum of what found no room in its histograms. */
static const char *each(struct sites *sites, const char *text, reader *reader, u64 *dropped)
{
	const char *why = NULL;
	bool counts = false; /* this histogram; the others are there for their variables */
	struct entry entry;
	size_t n = sites->n, totals = 0;
	u64 number;

	for (; text && *text && !why; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (!strncmp(text, "# trigger info: ", 16))
			counts = strncmp(text + 16, "hist:keys=common_pid", 20);
		else if (counts && entry_read(text, &entry))
			why = reader(sites, n, &entry);
		else if (counts && sscanf(text, " Dropped: %lu", &number) == 1 && ++totals)
			*dropped += number;
	}
	return why || totals ? why : "no histogram";
}

static const char *read_exits(struct sites *sites, size_t n, const struct entry *entry)
{
	(void)n;
	add_exits(sites, entry);
	return NULL;
}

/* What is told is looked for among places in their order; what one text tells makes places of its own. */
static const char *read_told(struct sites *sites, const struct sites_text *text)
{
	const char *why = each(sites, text->handed, tell_handed, &sites->untold);

	sort(sites, by_place);
	if (!why)
		why = each(sites, text->mmio, tell_handed, &sites->untold);
	sort(sites, by_place);
	return why ? why : each(sites, text->faults, tell_page, &sites->untold);
}

const char *sites_read(struct sites *sites, enum isa isa, const struct sites_text *text)
{
	const char *why;
	size_t kept = 0;

	*sites = (struct sites){ .isa = isa };
	why = each(sites, text->exits, read_exits, &sites->lost);
	sites->exits += sites->lost;
	merge(sites);
	if (!why)
		why = read_told(sites, text);
	if (why) {
		sites_free(sites);
		return why;
	}
	for (size_t i = 0; i < sites->n; i++)
		if (sites->site[i].count)
			sites->site[kept++] = sites->site[i];
	sites->n = kept;
	sort(sites, by_count);
	return NULL;
}

void sites_free(struct sites *sites)
{
	free(sites->site);
	*sites = (struct sites){ 0 };
}
