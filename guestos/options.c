// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"
#include "lib/list.h"
#include "lib/string.h"
#include "machine/uart.h"
#include "measure/explain.h"
#include "measure/inject.h"
#include "measure/measure.h"
#include "measure/quirks.h"

struct options options = { .run = "*", .ops = 1000, .watchdog_ms = 10000, .hidden = "" };

static bool parse_ops(const char *value)
{
	return parse_u64(value, &options.ops) && options.ops && options.ops <= MAX_OPS;
}

static bool parse_budget(const char *value)
{
	return parse_u64(value, &options.budget_ms) && options.budget_ms;
}

static bool parse_explain(const char *value)
{
	return parse_u64(value, &options.explain) && options.explain &&
	       options.explain <= MAX_EXPLAINED;
}

static bool parse_run(const char *value)
{
	options.run = value;
	return *value;
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

static bool parse_quirks(const char *value)
{
	options.quirks = value;
	return quirks_known(value);
}

static bool parse_hidden(const char *value)
{
	options.hidden = value;
	return *value;
}

static bool parse_console(const char *value)
{
	struct uart port;

	if (!uart_named(value, &port))
		return false;
	options.console = value;
	return true;
}

static const struct {
	const char *name;
	bool *flag; /* what the name alone sets, or NULL: then it takes a value */
	bool (*parse)(const char *value);
} known[] = {
	/* clang-format off */
	{ "run", .parse = parse_run },
	{ "ops", .parse = parse_ops },
	{ "budget", .parse = parse_budget },
	{ "explain", .parse = parse_explain },
	{ "bench", .flag = &options.bench },
	{ "quiet", .flag = &options.quiet },
	{ "list", .flag = &options.list },
	{ "mode", .parse = parse_mode },
	{ "step", .flag = &options.step },
	{ "console", .parse = parse_console },
	{ "plain", .flag = &options.plain },
	{ "busy", .flag = &options.busy },
	{ "xapic", .flag = &options.xapic },
	{ "hidden", .parse = parse_hidden },
	{ "quirks", .parse = parse_quirks },
	{ "watchdog", .parse = parse_watchdog },
	{ "settle", .parse = parse_settle },
	{ "inject", .parse = inject_set },
	{ "counted", .parse = counters_by_host },
	/* clang-format on */
};

static bool parse_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		size_t n = strlen(known[i].name);

		if (!starts_with(word, known[i].name))
			continue;
		if (known[i].parse && word[n] == '=')
			return known[i].parse(word + n + 1);
		if (known[i].flag && !word[n]) {
			*known[i].flag = true;
			return true;
		}
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
