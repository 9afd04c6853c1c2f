// SPDX-License-Identifier: GPL-2.0-only
/* VMs whose process is killed while their vCPUs run, latch and are added. */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "counts.h"
#include "file.h"
#include "modules.h"
#include "phases.h"
#include "reader.h"
#include "say.h"
#include "vm.h"

#define VCPUS			4
#define VICTIMS_BETWEEN_RELOADS 20

/* At most so long a victim runs on after its first list. */
#define MICROSECONDS 30000

static void *run_on(void *vcpu)
{
	for (;;)
		if (!counts_check_few(vcpu))
			_exit(1);
	return NULL;
}

/* Says that it runs, and never ends by itself: the last vCPUs are added again and again. */
static void victim(int say)
{
	static struct vm vm;
	pthread_t thread;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!vm_open(&vm) || !vm_add_vcpu(&vm) || !counts_check(&vm.vcpu[0], VIEW_THIS_VCPU) ||
	    write(say, "", 1) != 1)
		_exit(1);
	while (vm.vcpus < VCPUS) {
		if (!vm_add_vcpu(&vm) ||
		    pthread_create(&thread, NULL, run_on, &vm.vcpu[vm.vcpus - 1]))
			_exit(1);
	}
	run_on(&vm.vcpu[0]);
}

static bool wait_until_it_runs(int fd)
{
	char byte;

	return read(fd, &byte, 1) == 1;
}

static bool kill_one(uint32_t *state)
{
	struct timespec delay = { .tv_nsec = 1000L * random_below(state, MICROSECONDS) };
	int pipes[2], status = 0;
	pid_t pid;
	bool ran;

	if (pipe(pipes)) {
		wrong("pipe: %m");
		return false;
	}
	fflush(stdout);
	pid = fork();
	if (!pid)
		victim(pipes[1]);
	close(pipes[1]);
	ran = wait_until_it_runs(pipes[0]);
	close(pipes[0]);
	nanosleep(&delay, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (ran && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return true;
	wrong("a VM that was to be killed ended by itself, wait status %#x", status);
	return false;
}

/* A VM's folder is named by its process and descriptor. */
static unsigned int vms_left(void)
{
	DIR *dir = opendir("/sys/kernel/debug/kvm");
	struct dirent *entry;
	unsigned int left = 0;

	while (dir && (entry = readdir(dir)))
		left += entry->d_type == DT_DIR && entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return left;
}

static unsigned int kill_some(unsigned int count, uint32_t *state)
{
	unsigned int i = 0, left;

	if (!modules_load("exit_counters=1"))
		return 0;
	if (reader_start()) {
		while (i < count && kill_one(state))
			i++;
		reader_stop();
	}
	left = vms_left();
	if (left)
		wrong("%u VMs are still in debugfs", left);
	return modules_unload() ? i : 0;
}

void phase_kill(unsigned int victims)
{
	unsigned int done = 0, count, killed;
	uint32_t state = 1;

	while (done < victims) {
		count = victims - done;
		if (count > VICTIMS_BETWEEN_RELOADS)
			count = VICTIMS_BETWEEN_RELOADS;
		killed = kill_some(count, &state);
		done += killed;
		if (killed < count)
			break;
	}
	note("%u VMs killed in mid-run", done);
	if (done < victims)
		wrong("stopped at VM %u of %u", done, victims);
}
