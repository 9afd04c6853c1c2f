// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "reading.h"
#include "shared/grouped.h"
#include "shared/json_text.h"
#include "sites_output.h"
#include "sites_words.h"

#define PLACE 600

/* `native_write_msr+0x4`, `user`, or nothing. */
static const char *place_of(const struct symbols *symbols, u64 rip, char text[PLACE])
{
	u64 offset;
	const char *name = symbols_find(symbols, rip, &offset);

	*text = 0;
	if (name)
		snprintf(text, PLACE, "%s+0x%lx", name, offset);
	return text;
}

static double percent(const struct sites *sites, u64 count)
{
	return sites->exits ? 100.0 * count / sites->exits : 0;
}

static void table_row(FILE *to, const struct sites *sites, const struct symbols *symbols,
		      const struct site *site)
{
	char count[GROUPED], number[16], name[16], reason[40], words[SITE_WORDS], place[PLACE];

	snprintf(number, sizeof(number), sites->isa == ISA_VMX ? "%u" : "0x%x", site->reason);
	snprintf(reason, sizeof(reason), "%5s %s", number,
		 reading_name(sites->isa, site->reason, name));
	fprintf(to, "%13s %6.1f  %-24s %-36s %016lx %s\n", grouped(site->count, count),
		percent(sites, site->count), reason, site_words(sites->isa, site, words), site->rip,
		place_of(symbols, site->rip, place));
}

static void table(FILE *to, const struct sites *sites, const struct symbols *symbols,
		  const char *title, size_t top)
{
	size_t shown = top && top < sites->n ? top : sites->n;
	u64 rest = sites->exits - sites->lost;
	char count[GROUPED];

	fprintf(to, "%s, %s:\n\n%13s %6s  %-24s %-36s %s\n", title,
		sites->isa == ISA_VMX ? "VMX" : "SVM", "exits", "%", "reason", "of what",
		"instruction");
	for (size_t i = 0; i < shown; i++) {
		table_row(to, sites, symbols, &sites->site[i]);
		rest -= sites->site[i].count;
	}
	if (shown < sites->n)
		fprintf(to, "%13s %6.1f  %zu more sites\n", grouped(rest, count),
			percent(sites, rest), sites->n - shown);
	if (sites->lost)
		fprintf(to, "%13s %6.1f  at sites that found no room\n",
			grouped(sites->lost, count), percent(sites, sites->lost));
	fprintf(to, "%13s %6.1f  total\n", grouped(sites->exits, count), 100.0);
}

static void json(FILE *to, const struct sites *sites, const struct symbols *symbols,
		 const char *title)
{
	char name[16], words[SITE_WORDS], place[PLACE];

	fprintf(to, "{\"type\":\"sites\",\"title\":");
	json_text(to, title);
	fprintf(to, ",\"numbering\":\"%s\",\"exits\":%lu,\"lost\":%lu,\"untold\":%lu,\"sites\":[",
		sites->isa == ISA_VMX ? "vmx" : "svm", sites->exits, sites->lost, sites->untold);
	for (size_t i = 0; i < sites->n; i++) {
		const struct site *site = &sites->site[i];

		fprintf(to,
			"%s{\"count\":%lu,\"reason\":%u,\"name\":\"%s\",\"what\":\"%s\",\"rip\":%lu",
			i ? "," : "", site->count, site->reason,
			reading_name(sites->isa, site->reason, name),
			site_words(sites->isa, site, words), site->rip);
		if (*place_of(symbols, site->rip, place)) {
			fputs(",\"place\":", to);
			json_text(to, place);
		}
		fputc('}', to);
	}
	fputs("]}\n", to);
}

/* The total is a row without a reason. */
static void csv(FILE *to, const struct sites *sites, const struct symbols *symbols)
{
	char name[16], words[SITE_WORDS], place[PLACE];

	fputs("count,reason,name,what,rip,place\n", to);
	for (size_t i = 0; i < sites->n; i++) {
		const struct site *site = &sites->site[i];

		fprintf(to, "%lu,%u,%s,%s,0x%lx,%s\n", site->count, site->reason,
			reading_name(sites->isa, site->reason, name),
			site_words(sites->isa, site, words), site->rip,
			place_of(symbols, site->rip, place));
	}
	if (sites->lost)
		fprintf(to, "%lu,,lost,,,\n", sites->lost);
	fprintf(to, "%lu,,total,,,\n", sites->exits);
}

void sites_output(struct output *output, const struct sites *sites, const struct symbols *symbols,
		  const char *title, size_t top)
{
	for (; output; output = output->next) {
		if (output->kind == FORMAT_JSON)
			json(output->to, sites, symbols, title);
		else if (output->kind == FORMAT_CSV)
			csv(output->to, sites, symbols);
		else
			table(output->to, sites, symbols, title, top);
	}
}
