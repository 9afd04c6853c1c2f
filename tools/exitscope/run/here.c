// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/progress.h"
#include "here.h"
#include "shared/kvm_flags.h"
#include "shared/memory.h"
#include "shared/message.h"

#define PARAMETER "/sys/module/kvm/parameters/exit_counters"

/* Whether the loaded modules have the counters, and they are on. */
static bool modules_count(void)
{
	int fd = open(PARAMETER, O_RDONLY | O_CLOEXEC);
	char value = 'N';

	if (fd < 0)
		return false;
	if (read(fd, &value, 1) != 1)
		value = 'N';
	close(fd);
	return value == '1' || value == '2';
}

bool here_begin(struct here *here, const struct options *options)
{
	bool may = !access(TRACING "/kprobe_events", W_OK);
	int pipes[2];

	*here = (struct here){ .keys = -1, .input = -1, .alive = -1 };
	if (options->counts == COUNTS_GUEST || (options->counts == COUNTS_AUTO && modules_count()))
		return true;
	if (!may && options->counts == COUNTS_HOST) {
		error("--counts host takes root, and tracefs at " TRACING ": %s", strerror(errno));
		return false;
	}
	if (!may) {
		progress("KVM's modules have no exit counters, and the host can only count as root "
			 "(tracefs at " TRACING "): nothing will be asserted");
		return true;
	}
	if (pipe2(pipes, O_CLOEXEC)) {
		error("pipe: %s", strerror(errno));
		return false;
	}
	here->input = pipes[0];
	here->keys = pipes[1];
	here->counts = true;
	exit_window_sweep();
	return true;
}

char *here_append(const struct here *here, const struct config *config)
{
	char *words = print("%s", config->qemu), *rest = words, *word;
	const char *list[128];
	struct kvm_flags flags;
	char counted[64] = "";
	size_t count = 0;

	if (!here->counts) {
		free(words);
		return print("%s", config->append);
	}
	while ((word = strsep(&rest, " ")) && count < sizeof(list) / sizeof(*list))
		list[count++] = word;
	if (kvm_flags_read(&flags, list, count))
		kvm_flags_option(counted, sizeof(counted), &flags);
	free(words);
	return print("%s step %s", config->append, counted);
}

/* QEMU's vCPU threads are named `CPU 0/KVM` and so on. How many there are. */
static size_t vcpu_threads(pid_t qemu, pid_t *threads, size_t room)
{
	char *path = print("/proc/%d/task", qemu);
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	while (dir && (entry = readdir(dir)) && count < room) {
		char *comm = print("%s/%s/comm", path, entry->d_name), name[32] = "";
		int fd = open(comm, O_RDONLY | O_CLOEXEC), number;

		if (fd >= 0 && read(fd, name, sizeof(name) - 1) > 0 &&
		    sscanf(name, "CPU %d/KVM", &number) == 1)
			threads[count++] = atoi(entry->d_name);
		if (fd >= 0)
			close(fd);
		free(comm);
	}
	if (dir)
		closedir(dir);
	free(path);
	return count;
}

/* Sleeps until this program has let go of the pipe, whatever made it. */
static void guard(struct here *here, int pipe)
{
	char none;

	setsid();
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	close(here->alive);
	close(here->keys);
	close(here->input);
	while (read(pipe, &none, 1) < 0 && errno == EINTR)
		;
	exit_window_stop(&here->window);
	_exit(0);
}

static bool start_guardian(struct here *here)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC)) {
		error("pipe: %s", strerror(errno));
		return false;
	}
	here->alive = pipes[1];
	here->guardian = fork();
	if (!here->guardian)
		guard(here, pipes[0]);
	close(pipes[0]);
	if (here->guardian < 0)
		error("fork: %s", strerror(errno));
	return here->guardian > 0;
}

static bool start(struct here *here, const struct record *record, pid_t qemu)
{
	pid_t threads[256];
	size_t count = vcpu_threads(qemu, threads, sizeof(threads) / sizeof(*threads));
	char *wrong;

	if (count != record->config->vcpus) {
		error("QEMU has %zu vCPU threads, not %u: whose exits to count is not known", count,
		      record->config->vcpus);
		return false;
	}
	wrong = exit_window_start(&here->window, threads, count);
	if (wrong)
		error("the host cannot count: %s", wrong);
	here->started = !wrong;
	free(wrong);
	return here->started && start_guardian(here);
}

/* Hands over what was counted until now, and lets the guest go on. */
static bool hand_over(struct here *here, struct record *record)
{
	char *text = exit_window_read(&here->window);
	bool good = text && oracle_frame(&record->oracle, "window", text) &&
		    record_note(record, "oracle", "window", text);

	if (!text)
		error("the host's counts are gone: %s", strerror(errno));
	free(text);
	if (good && write(here->keys, "\n", 1) != 1) {
		error("the guest takes no byte: %s", strerror(errno));
		good = false;
	}
	return good;
}

bool here_line(struct here *here, struct record *record, pid_t qemu, const char *line,
	       size_t length)
{
	static const char host[] = "# exitscope {\"type\":\"host\"";
	bool result = length > 3 &&
		      (!strncmp(line, "ok ", 3) || (length > 7 && !strncmp(line, "not ok ", 7)));

	if (!here->counts)
		return true;
	if (!here->started && length > strlen(host) && !strncmp(line, host, strlen(host)))
		return start(here, record, qemu) && hand_over(here, record);
	return !here->started || !result || hand_over(here, record);
}

void here_end(struct here *here)
{
	int status = 1;

	if (here->alive >= 0)
		close(here->alive);
	if (here->guardian > 0)
		waitpid(here->guardian, &status, 0);
	/* It is gone, or somebody has killed it before it could. */
	if (here->started)
		exit_window_stop(&here->window);
	if (here->keys >= 0)
		close(here->keys);
	if (here->input >= 0)
		close(here->input);
}
