// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's own histogram of kvm_exit, which is also the lab's oracle. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "lab/base/file.h"
#include "say.h"
#include "tracer.h"

#define TRIGGER EVENTS "kvm_exit/trigger"

static int start(void)
{
	int error = file_write(TRIGGER, "hist:keys=exit_reason", O_APPEND);

	if (error)
		say("refused a histogram: %s", strerror(-error));
	return error ? -1 : 0;
}

static uint64_t stop(void)
{
	char *text = file_read(EVENTS "kvm_exit/hist", NULL);
	const char *hits = text ? strstr(text, "Hits: ") : NULL;
	uint64_t count = hits ? strtoull(hits + strlen("Hits: "), NULL, 10) : 0;
	int error;

	free(text);
	error = file_write(TRIGGER, "!hist:keys=exit_reason", O_APPEND);
	if (error)
		say("error the histogram stays: %s", strerror(-error));
	return count;
}

const struct tracer histogram = { start, stop };
