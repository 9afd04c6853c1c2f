// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "glob.h"

bool glob_match(const char *glob, const char *name)
{
	const char *star = NULL, *retry = NULL;

	/* Only the last `*` can need another try, so this is never worse than quadratic. */
	while (*name) {
		if (*glob == '*') {
			star = glob++;
			retry = name;
		} else if (*glob == '?' || *glob == *name) {
			glob++;
			name++;
		} else if (star) {
			glob = star + 1;
			name = ++retry;
		} else {
			return false;
		}
	}
	while (*glob == '*')
		glob++;
	return !*glob;
}
