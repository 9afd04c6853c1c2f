// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include "stamp.h"

const char *stamp_skip(const char *at, const char *end)
{
	const char *start = at;

	if (at == end || *at++ != '[')
		return start;
	while (at < end && (*at == ' ' || *at == '.' || isdigit((unsigned char)*at)))
		at++;
	if (end - at < 2 || at[0] != ']' || at[1] != ' ')
		return start;
	return at + 2;
}

const char *stamp_find(const char *at, const char *end)
{
	while ((at = at < end ? memchr(at, '[', end - at) : NULL)) {
		const char *behind = stamp_skip(at, end);

		/* `[3] ` could be anything. */
		if (behind > at && memchr(at, '.', behind - at))
			return at;
		at++;
	}
	return end;
}
