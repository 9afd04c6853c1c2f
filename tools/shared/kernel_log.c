// SPDX-License-Identifier: GPL-2.0-only
/* A record of /dev/kmsg is "level,number,time,flags;text"; lines that begin with a space belong to the one before. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel_log.h"

#define LEVEL_WARNING 4

static int log_fd = -1;

int kernel_log_open(void)
{
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return log_fd < 0 || lseek(log_fd, 0, SEEK_END) < 0 ? -errno : 0;
}

static bool is_complaint(const char *text)
{
	static const char *const signs[] = {
		"WARNING: ",
		"BUG: ",
		"Oops",
		"kernel BUG at",
		"general protection",
		"unchecked MSR access",
		"INFO: task ",
		"soft lockup",
		"KVM: entry failed",
		"INFO: rcu_sched",
		"INFO: rcu_preempt sel",
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strstr(text, signs[i]))
			return true;
	return false;
}

void kernel_log_read(void (*each)(const char *line, bool complaint))
{
	char record[8192], *text;
	ssize_t got;

	while ((got = read(log_fd, record, sizeof(record) - 1)) > 0) {
		record[got] = 0;
		text = strchr(record, ';');
		if (!text || (atoi(record) & 7) > LEVEL_WARNING)
			continue;
		text++;
		text[strcspn(text, "\n")] = 0;
		each(text, is_complaint(text));
	}
}
