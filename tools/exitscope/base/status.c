// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "status.h"

enum status status_worse(enum status a, enum status b)
{
	static const enum status order[] = {
		STATUS_PASS,	  STATUS_SKIP,	     STATUS_FAIL,  STATUS_INCOMPLETE,
		STATUS_NO_KERNEL, STATUS_CANNOT_RUN, STATUS_USAGE,
	};
	size_t i, rank_a = 0, rank_b = 0;

	if (a > STATUS_SIGNAL || b > STATUS_SIGNAL)
		return a > b ? a : b;
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (order[i] == a)
			rank_a = i;
		if (order[i] == b)
			rank_b = i;
	}
	return rank_a > rank_b ? a : b;
}

bool status_whole(enum status status)
{
	return status == STATUS_PASS || status == STATUS_FAIL || status == STATUS_SKIP;
}

const char *status_name(enum status status)
{
	switch (status) {
	case STATUS_PASS:
		return "pass";
	case STATUS_FAIL:
		return "FAIL";
	case STATUS_SKIP:
		return "skipped";
	case STATUS_INCOMPLETE:
		return "INCOMPLETE";
	case STATUS_CANNOT_RUN:
		return "could not run";
	case STATUS_NO_KERNEL:
		return "no kernel";
	case STATUS_USAGE:
		return "wrong usage";
	default:
		return "ended";
	}
}
