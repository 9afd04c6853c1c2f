// SPDX-License-Identifier: GPL-2.0-only
/* KVM's tracepoints, by what tracefs says of them. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "events.h"
#include "lab/base/file.h"
#include "say.h"

static char *read_event(const char *event, const char *name)
{
	char path[128], *text;

	snprintf(path, sizeof(path), EVENTS "%s/%s", event, name);
	text = file_read(path, NULL);
	if (!text)
		say("error %s: %s", path, strerror(errno));
	return text;
}

int event_id(const char *event)
{
	char *text = read_event(event, "id");
	int id = text ? atoi(text) : -1;

	free(text);
	return id;
}

/* A line of the format is `field:unsigned int exit_reason; offset:8; size:4; signed:0;`. */
int event_field(const char *event, const char *field)
{
	char *text = read_event(event, "format"), *at, wanted[64];
	int offset = -1;

	snprintf(wanted, sizeof(wanted), " %s;", field);
	at = text ? strstr(text, wanted) : NULL;
	if (at && sscanf(at + strlen(wanted), " offset:%d;", &offset) != 1)
		offset = -1;
	if (text && offset < 0)
		say("error %s has no field %s", event, field);
	free(text);
	return offset;
}

int event_open(const char *event, struct perf_event_attr *attr)
{
	int id = event_id(event), fd;

	if (id < 0)
		return -1;
	attr->type = PERF_TYPE_TRACEPOINT;
	attr->size = sizeof(*attr);
	attr->config = id;
	attr->disabled = 1;
	fd = syscall(SYS_perf_event_open, attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		say("refused perf_event_open of %s: %s", event, strerror(errno));
	return fd;
}

int event_enable(int fd)
{
	if (!ioctl(fd, PERF_EVENT_IOC_ENABLE, 0))
		return 0;
	say("refused PERF_EVENT_IOC_ENABLE: %s", strerror(errno));
	return -1;
}
