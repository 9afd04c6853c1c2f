// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "stamp.h"

/* Behind `OPEN characters CLOSE`, of which all are digits or of others; NULL if that is not there. */
static const char *bracketed(const char *at, const char *end, const char *brackets,
			     const char *others)
{
	const char *start;

	if (at == end || *at++ != brackets[0])
		return NULL;
	start = at;
	while (at < end && *at && (isdigit((unsigned char)*at) || strchr(others, *at)))
		at++;
	return at > start && at < end && *at == brackets[1] ? at + 1 : NULL;
}

/* `[   12.345678] `, with the level before it and the thread or processor behind it, or without. */
const char *stamp_skip(const char *at, const char *end)
{
	const char *level = bracketed(at, end, "<>", ""), *caller;
	const char *time = bracketed(level ? level : at, end, "[]", " .");

	if (!time)
		return at;
	caller = bracketed(time, end, "[]", " TC");
	if (caller)
		time = caller;
	return time < end && *time == ' ' ? time + 1 : at;
}

static bool stamped(const char *at, const char *end)
{
	const char *behind = stamp_skip(at, end);

	/* `[3] ` could be anything. */
	return behind > at && memchr(at, '.', behind - at);
}

const char *stamp_find(const char *at, const char *end)
{
	const char *start = at;

	while ((at = at < end ? memchr(at, '[', end - at) : NULL)) {
		const char *level = at;

		if (stamped(at, end)) {
			if (level - start > 2 && level[-1] == '>')
				for (level -= 2; level > start && isdigit((unsigned char)*level);)
					level--;
			return *level == '<' && stamped(level, end) ? level : at;
		}
		at++;
	}
	return end;
}
