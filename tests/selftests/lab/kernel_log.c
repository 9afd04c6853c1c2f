// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's log while a test runs: its warnings are printed, its splats counted. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel_log.h"

#define LEVEL_WARNING 4

static int log_fd = -1;

void kernel_log_open(void)
{
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log_fd < 0 || lseek(log_fd, 0, SEEK_END) < 0) {
		perror("/dev/kmsg");
		exit(3);
	}
}

static bool is_splat(const char *text)
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

/* A record is "priority,sequence,time,flags;text\n" and perhaps more lines that begin with a space. */
unsigned int kernel_log_print(void)
{
	unsigned int splats = 0;
	char record[8192], *text;
	ssize_t got;

	while ((got = read(log_fd, record, sizeof(record) - 1)) > 0) {
		record[got] = 0;
		text = strchr(record, ';');
		if (!text || (atoi(record) & 7) > LEVEL_WARNING)
			continue;
		text[1 + strcspn(text + 1, "\n")] = 0;
		printf("kernel: %s\n", text + 1);
		splats += is_splat(text + 1);
	}
	return splats;
}
