// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "lay.h"
#include "lay_saved.h"
#include "saved.h"
#include "shared/message.h"

bool explanation_lay_saved(struct parts *parts, enum when side, const char *path)
{
	struct explanation explanation;
	struct saved saved;
	char *why = NULL;
	bool good;

	if (!saved_open(&saved, path))
		return false;
	good = explain_trace(&explanation, saved.file.data, saved.trace, &saved.log, saved.symbols,
			     &why);
	if (good)
		explanation_lay(parts, side, &explanation);
	else
		error("%s: %s", path, why);
	free(why);
	explanation_free(&explanation);
	saved_close(&saved);
	return good;
}
