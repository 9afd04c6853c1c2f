// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include "prefix.h"

#define SURE 2
#define TIME '\1'
#define NAME '\2'

/* GitLab's runner once put NULs into its times. */
static bool blank(char c)
{
	return c == ' ' || c == '\t' || !c;
}

static bool digit(const char *at, const char *end)
{
	return at < end && isdigit((unsigned char)*at);
}

static bool letter(const char *at, const char *end)
{
	return at < end && isalpha((unsigned char)*at);
}

/* `Nov`, `Wed`, `AM`: a word of its own at at; its length, or 0. */
static int day_or_month(const char *at, const char *end)
{
	if (end - at >= 2 && (*at == 'A' || *at == 'P') && at[1] == 'M' && !letter(at + 2, end))
		return 2;
	if (end - at >= 3 && isupper((unsigned char)*at) && islower((unsigned char)at[1]) &&
	    islower((unsigned char)at[2]) && !letter(at + 3, end))
		return 3;
	return 0;
}

/* Behind a time or a number: `2026-11-25T16:53:51.123Z`, `00:01:02,3`, `1m03s`, `17`. */
static const char *time_end(const char *at, const char *end)
{
	while (at < end) {
		if (digit(at, end) || (strchr(".,:-/+T", *at) && digit(at + 1, end)))
			at++;
		else if (*at && strchr("Zhms", *at) && !letter(at + 1, end))
			at++;
		else
			break;
	}
	return at;
}

/* The next character of a shape, at *at; 0 at the end. Blanks are none: numbers are padded. */
static char next(const char **at, const char *start, const char *end)
{
	int length;

	while (*at < end && blank(**at))
		++*at;
	if (*at == end)
		return 0;
	if (digit(*at, end)) {
		*at = time_end(*at, end);
		return TIME;
	}
	length = *at > start && isalpha((unsigned char)(*at)[-1]) ? 0 : day_or_month(*at, end);
	if (length) {
		*at += length;
		return NAME;
	}
	return *(*at)++;
}

bool prefix_sure(const struct prefix *prefix)
{
	return prefix->seen >= SURE && prefix->recorded;
}

void prefix_learn(struct prefix *prefix, const char *line, const char *at, bool record)
{
	struct prefix new = { .seen = 1, .recorded = record };
	const char *start = line;
	size_t used = 0;

	if (prefix_sure(prefix) || (prefix->recorded && !record))
		return;
	while (used + 1 < sizeof(new.shape) && (new.shape[used] = next(&line, start, at)))
		used++;
	/* Longer is none: somebody's words in front of one line. */
	if (used + 1 == sizeof(new.shape))
		return;
	while (at > start && blank(at[-1])) {
		at--;
		new.gap++;
	}
	if (prefix->seen && prefix->gap == new.gap && !strcmp(prefix->shape, new.shape))
		new.seen = prefix->seen + 1;
	*prefix = new;
}

const char *prefix_skip(const struct prefix *prefix, const char *line, const char *end)
{
	const char *at = line;

	if (!prefix->seen)
		return NULL;
	for (const char *shape = prefix->shape; *shape; shape++)
		if (next(&at, line, end) != *shape)
			return NULL;
	for (int i = 0; i < prefix->gap && at < end && blank(*at); i++)
		at++;
	return at;
}
