// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "source.h"

void source_free(struct source *source)
{
	free(source->reader);
	free(source->cpu);
	free(source->directory);
	free(source->title);
}
