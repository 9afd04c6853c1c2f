// SPDX-License-Identifier: GPL-2.0-only
/*
 * How often a tracepoint was hit, by the kernel's own histogram in a trace instance: whether what was
 * done to QEMU's memory has reached KVM.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/base/file.h"
#include "lab/base/frame.h"
#include "oracle.h"
#include "witness.h"

#define INSTANCE TRACING "/instances/disturb"

static void path_of(char *path, size_t room, const char *event, const char *file)
{
	snprintf(path, room, INSTANCE "/events/%s/%s", event, file);
}

static int set_trigger(const char *event, const char *before, const char *filter)
{
	char path[256], text[256];

	path_of(path, sizeof(path), event, "trigger");
	snprintf(text, sizeof(text), "%shist:keys=common_pid%s", before, filter);
	return file_write(path, text, O_APPEND);
}

/* Two disturbers may have one witness. */
int witness_open(const char *event, const char *filter)
{
	int error;

	mkdir(INSTANCE, 0700);
	error = set_trigger(event, "", filter);
	if (!error || error == -EEXIST)
		return 0;
	frame("error", "the tracepoint %s takes no histogram%s: %s", event, filter,
	      strerror(-error));
	return -1;
}

uint64_t witness_hits(const char *event)
{
	uint64_t hits = 0;
	char path[256], *text, *totals;

	path_of(path, sizeof(path), event, "hist");
	text = file_read(path, NULL);
	totals = text ? strstr(text, "Hits:") : NULL;
	if (!totals || sscanf(totals, "Hits: %" SCNu64, &hits) != 1)
		frame("error", "%s has no total", path);
	free(text);
	return hits;
}

void witness_close(const char *event, const char *filter)
{
	set_trigger(event, "!", filter);
	rmdir(INSTANCE);
}
