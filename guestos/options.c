// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"
#include "lib/list.h"
#include "lib/string.h"
#include "measure/inject.h"
#include "measure/measure.h"

struct options options = { .run = "*", .ops = 1000, .watchdog_ms = 10000, .hidden = "" };

static bool parse_ops(const char *value)
{
	return parse_u64(value, &options.ops) && options.ops && options.ops <= MAX_OPS;
}

static bool parse_budget(const char *value)
{
	return parse_u64(value, &options.budget_ms) && options.budget_ms;
}

static bool parse_quiet(const char *value)
{
	options.quiet = true;
	return !value;
}

static bool parse_bench(const char *value)
{
	options.bench = true;
	return !value;
}

static bool parse_run(const char *value)
{
	options.run = value;
	return *value;
}

static bool parse_inject(const char *value)
{
	return inject_set(value);
}

static bool parse_watchdog(const char *value)
{
	return parse_u64(value, &options.watchdog_ms) && options.watchdog_ms;
}

/* A minute at most: KVM settles within seconds. */
static bool parse_settle(const char *value)
{
	return parse_u64(value, &options.settle_ms) && options.settle_ms <= 60000;
}

static bool parse_mode(const char *value)
{
	if (!strcmp(value, "one"))
		options.mode = MODE_ONE;
	else if (!strcmp(value, "all"))
		options.mode = MODE_ALL;
	else if (!strcmp(value, "pingpong"))
		options.mode = MODE_PINGPONG;
	else
		return false;
	return true;
}

static bool parse_hidden(const char *value)
{
	options.hidden = value;
	return *value;
}

static bool parse_xapic(const char *value)
{
	options.xapic = true;
	return !value;
}

static bool parse_list(const char *value)
{
	options.list = true;
	return !value;
}

static bool parse_step(const char *value)
{
	options.step = true;
	return !value;
}

static const struct {
	const char *name;
	bool takes_value;
	bool (*parse)(const char *value); /* NULL where the option takes none */
} known[] = {
	/* clang-format off */
	{ "run", true, parse_run },
	{ "ops", true, parse_ops },
	{ "budget", true, parse_budget },
	{ "bench", false, parse_bench },
	{ "quiet", false, parse_quiet },
	{ "list", false, parse_list },
	{ "mode", true, parse_mode },
	{ "step", false, parse_step },
	{ "xapic", false, parse_xapic },
	{ "hidden", true, parse_hidden },
	{ "watchdog", true, parse_watchdog },
	{ "settle", true, parse_settle },
	{ "inject", true, parse_inject },
	/* clang-format on */
};

static bool parse_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		size_t n = strlen(known[i].name);

		if (!starts_with(word, known[i].name))
			continue;
		if (known[i].takes_value && word[n] == '=')
			return known[i].parse(word + n + 1);
		if (!known[i].takes_value && !word[n])
			return known[i].parse(NULL);
	}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *options_parse(char *cmdline)
{
	while (*cmdline) {
		char *word = cmdline;

		if (is_blank(*word)) {
			cmdline++;
			continue;
		}
		while (*cmdline && !is_blank(*cmdline))
			cmdline++;
		if (*cmdline)
			*cmdline++ = '\0';
		if (!parse_word(word))
			return word;
	}
	return NULL;
}

bool options_selected(const char *workload, bool manual)
{
	const char *list = options.run;
	char glob[64];

	while (list_next(&list, glob, sizeof(glob)))
		if (glob_match(glob, workload) && (!manual || strcmp(glob, "*")))
			return true;
	return false;
}
