// SPDX-License-Identifier: GPL-2.0-only
/* L1's init: mounts what KVM and its tracing need, runs the job, says done, powers off. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disturb.h"
#include "guest.h"
#include "job.h"
#include "lab/base/file.h"
#include "lab/base/frame.h"
#include "lab/base/port.h"
#include "layout.h"
#include "modules.h"
#include "oracle.h"
#include "payload.h"
#include "suite.h"

static const struct {
	const char *type, *where;
} mounts[] = {
	{ "proc", "/proc" },	{ "sysfs", "/sys" },
	{ "devtmpfs", "/dev" }, { "debugfs", "/sys/kernel/debug" },
	{ "tracefs", TRACING },
};

static void mount_all(void)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		if (mount(mounts[i].type, mounts[i].where, mounts[i].type, 0, NULL))
			fprintf(stderr, "exitscope agent: mount %s: %m\n", mounts[i].where);
	}
}

/* What QEMU says on its standard error goes to the host tool, not to the paced serial port. */
static void send_messages(const char *path)
{
	char *text = file_read(path, NULL), *line, *rest = text;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			frame("info", "%s", line);
	free(text);
}

static void redirect_messages(const char *path)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0600);

	if (fd < 0)
		return;
	dup2(fd, 1);
	dup2(fd, 2);
	close(fd);
}

/* For a test of what the host tool makes of a panic of L1. */
static void crash(void)
{
	file_write("/proc/sys/kernel/sysrq", "1", 0);
	file_write("/proc/sysrq-trigger", "c", 0);
}

/* By default QEMU asks for large pages, and the kernel gives them when it has some. */
static int choose_pages(const char *pages)
{
	static const char file[] = "/sys/kernel/mm/transparent_hugepage/enabled";
	int error = file_write(file, strcmp(pages, "large") ? "never" : "always", 0);

	if (error)
		frame("error", "%s: %s", file, strerror(-error));
	return error;
}

/*
 * QEMU writes the guest's serial port byte by byte. Woken for each, the agent takes the processor
 * from the guest for as long again as the byte itself does; as batch it waits for a tick. In the
 * svm lab that, for fewer instructions, takes longer on the clock.
 */
static void set_patience(bool patient)
{
	struct sched_param none = { 0 };

	if (sched_setscheduler(0, (patient ? SCHED_BATCH : SCHED_OTHER) | SCHED_RESET_ON_FORK,
			       &none))
		frame("error", "sched_setscheduler: %m");
}

static int run(struct config *config)
{
	bool oracle = false;

	frame("config", "%s", config->name);
	redirect_messages("/messages");
	set_patience(config->patient && !config->oracle && !config->exec && !config->suite &&
		     !config->disturbers);
	if (config->crash)
		crash();
	if (!choose_pages(config->pages) && !kvm_load(config)) {
		oracle = config->oracle;
		if (config->layout)
			layout_kernel();
		if (config->suite)
			suite_run();
		else if (config->exec)
			payload_run(config);
		else if ((!oracle || !oracle_start(disturb_filter(config))) &&
			 !disturb_prepare(config))
			guest_run(config);
		disturb_done();
	}
	if (oracle)
		oracle_stop();
	kvm_unload();
	send_messages("/messages");
	frame("end", "%s", config->name);
	return 0;
}

int main(void)
{
	if (getpid() != 1) {
		fprintf(stderr,
			"exitscope agent: this is the init of a lab, not for your machine\n");
		return 2;
	}
	mount_all();
	frame_open();
	frame("boot", "%s", "L1 is up");
	job_read(JOB_FILE, run);
	frame("done", "%s", "");
	/* The host tool ends the emulator at done; this is for an emulator run by hand. */
	reboot(RB_POWER_OFF);
	return 0;
}
