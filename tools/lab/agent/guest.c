// SPDX-License-Identifier: GPL-2.0-only
/*
 * One guest: QEMU with its serial port on two FIFOs, for which QEMU takes half of what it takes for
 * a byte on a socket, and (for the oracle) its monitor on a socket pair. Ends
 * with QEMU, or at the limit in lab time, so that a hanging guest does not cost the next ones.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disturb.h"
#include "disturber.h"
#include "guest.h"
#include "job.h"
#include "lab/base/frame.h"
#include "lab/base/port.h"
#include "layout.h"
#include "oracle.h"
#include "shared/clock.h"
#include "shared/kvm_flags.h"

#define LINE_MAX_LENGTH 8192
#define SERIAL		"/tmp/serial"

struct guest {
	const struct config *config;
	int serial, keys; /* what the guest says, what it is told; -1 when closed */
	int monitor;	  /* our end, -1 when closed */
	int process;	  /* a pidfd */
	pid_t pid;
	bool ready;   /* the oracle's first handshake is done */
	bool pressed; /* Enter, in GRUB's menu */
	char line[LINE_MAX_LENGTH];
	size_t length;
	char reply[LINE_MAX_LENGTH];
	size_t replied;
};

struct command {
	const char *word[MAX_WORDS * 2];
	int words;
	char text[8][4352];
	int texts;
};

static void word(struct command *command, const char *text)
{
	command->word[command->words++] = text;
}

__attribute__((format(printf, 2, 3))) static void wordf(struct command *command, const char *format,
							...)
{
	char *text = command->text[command->texts++];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(command->text[0]), format, arguments);
	va_end(arguments);
	word(command, text);
}

static bool ends_with(const char *text, const char *end)
{
	size_t a = strlen(text), b = strlen(end);

	return a >= b && !strcmp(text + a - b, end);
}

/* QEMU takes a comma in a value only doubled. */
static void double_commas(char *to, size_t room, const char *from)
{
	while (*from && room > 2) {
		if (*from == ',') {
			*to++ = ',';
			room--;
		}
		*to++ = *from++;
		room--;
	}
	*to = 0;
}

/*
 * The guest's command line. The tool prints a table, so the guest spares its text for people, of
 * which each byte is an exit. For the oracle it waits for the handshake before each workload.
 */
static void append_word(struct command *command, const struct config *config)
{
	char plain[4200], doubled[4300], counted[64] = "";
	struct kvm_flags flags;

	if (config->host_counts &&
	    kvm_flags_read(&flags, (const char *const *)config->argument, config->arguments))
		kvm_flags_option(counted, sizeof(counted), &flags);
	snprintf(plain, sizeof(plain), "quiet %s%s %s", config->append ? config->append : "",
		 config->oracle || config->disturbers ? " step" : "", counted);
	double_commas(doubled, sizeof(doubled), plain);
	word(command, "-fw_cfg");
	wordf(command, "name=opt/exitscope/cmdline,string=%s", doubled);
}

/*
 * With the oracle the VM must outlive its power-off (-no-shutdown), to be read while it exists but
 * no longer runs, so there isa-debug-exit, which ends QEMU at once, is left out.
 */
static void build_command(struct command *command, const struct config *config, int monitor)
{
	static const char *const fixed[] = {
		"qemu-system-x86_64",
		"-L",
		"/usr/share/qemu",
		"-nodefaults",
		"-no-user-config",
		"-display",
		"none",
		"-vga",
		"none",
		"-no-reboot",
		"-rtc",
		"base=2020-01-01,clock=vm",
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		word(command, fixed[i]);
	word(command, "-chardev");
	wordf(command, "pipe,id=com1,path=%s", SERIAL);
	word(command, "-serial");
	word(command, "chardev:com1");
	if (config->oracle || config->dirty_log || config->disturbers) {
		word(command, "-chardev");
		wordf(command, "socket,id=qmp,fd=%d", monitor);
		word(command, "-mon");
		word(command, "chardev=qmp,mode=control");
	}
	if (config->oracle) {
		word(command, "-no-shutdown");
	} else {
		word(command, "-device");
		word(command, "isa-debug-exit,iobase=0xf4,iosize=4");
	}
	if (ends_with(config->image, ".iso")) {
		word(command, "-boot");
		word(command, "d");
		word(command, "-cdrom");
	} else {
		word(command, "-kernel");
	}
	wordf(command, "/job/%s", config->image);
	append_word(command, config);
	for (int i = 0; i < config->arguments; i++)
		word(command, config->argument[i]);
	word(command, NULL);
}

/* Two limits, since here an idle second is free and a busy one is not: this, and follow()'s. */
static void limit_processor(const struct config *config)
{
	struct rlimit limit = { config->busy, config->busy };

	if (config->busy)
		setrlimit(RLIMIT_CPU, &limit);
}

static int fifo(const char *path, int flags)
{
	unlink(path);
	if (mkfifo(path, 0600))
		return -1;
	return open(path, flags | O_CLOEXEC | O_NONBLOCK);
}

static int start(struct guest *guest)
{
	struct command command = { 0 };
	int monitor[2];

	guest->serial = fifo(SERIAL ".out", O_RDONLY);
	/* One that is only for writing could not be opened before QEMU has opened it. */
	guest->keys = fifo(SERIAL ".in", O_RDWR);
	if (guest->serial < 0 || guest->keys < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, monitor)) {
		frame("error", "the guest's serial port and monitor: %m");
		return -1;
	}
	build_command(&command, guest->config, monitor[1]);
	guest->pid = fork();
	if (!guest->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(monitor[0]);
		limit_processor(guest->config);
		execv("/usr/bin/qemu-system-x86_64", (char **)command.word);
		dprintf(2, "qemu-system-x86_64: %s\n", strerror(errno));
		_exit(127);
	}
	close(monitor[1]);
	guest->monitor = monitor[0];
	guest->process = syscall(SYS_pidfd_open, guest->pid, 0);
	return 0;
}

static void monitor_say(struct guest *guest, const char *text)
{
	if (write(guest->monitor, text, strlen(text)) < 0)
		frame("error", "QEMU's monitor: %m");
}

/* Measuring how fast they are dirtied logs them, for as long as it may: a minute of the lab's. */
static const char log_dirty_pages[] =
	"{\"execute\":\"calc-dirty-rate\",\"arguments\":{\"calc-time\":60,\"mode\":\"dirty-bitmap\"}}\n";

/* The guest waits for a byte before its first workload and after each workload's result line. */
static void handshake(struct guest *guest)
{
	static const char wanted[] = "# dirty-log wanted";
	static const char host[] = "# exitscope {\"type\":\"host\"";
	const char *line = guest->line;

	if (guest->config->dirty_log && !strncmp(line, wanted, sizeof(wanted) - 1))
		monitor_say(guest, log_dirty_pages);
	if (!guest->ready && !strncmp(line, host, sizeof(host) - 1))
		guest->ready = true;
	else if (!guest->ready || (strncmp(line, "ok ", 3) && strncmp(line, "not ok ", 7)))
		return;
	if (!guest->config->oracle && !guest->config->disturbers)
		return;
	if (guest->config->oracle)
		oracle_window();
	disturb_row();
	if (write(guest->keys, "\n", 1) != 1)
		frame("error", "the guest takes no byte: %m");
}

static bool is_record(const struct guest *guest, const char *type)
{
	static const char start[] = "# exitscope {\"type\":\"";
	const char *text = guest->line + sizeof(start) - 1;

	return !strncmp(guest->line, start, sizeof(start) - 1) &&
	       !strncmp(text, type, strlen(type));
}

/* From the guest's first record to its last. */
static void disturb(struct guest *guest)
{
	struct victim victim = { guest->pid, guest->process, guest->monitor, 0, 0 };

	if (is_record(guest, "host\""))
		disturb_begin(&victim);
	else if (is_record(guest, "end\""))
		disturb_end();
}

static void guest_line(struct guest *guest, const char *channel)
{
	guest->line[guest->length] = 0;
	if (guest->config->layout && is_record(guest, "host\""))
		layout_process(guest->pid);
	frame_text(channel, guest->line, guest->length);
	disturb(guest);
	handshake(guest);
	guest->length = 0;
}

/* GRUB counts its menu's seconds down by polling, which is a minute here: press Enter for it. */
static void press_enter(struct guest *guest)
{
	static const char countdown[] = "will be executed automatically";
	const size_t size = sizeof(countdown) - 1;

	if (guest->pressed || guest->length < size ||
	    memcmp(guest->line + guest->length - size, countdown, size))
		return;
	guest->pressed = true;
	if (write(guest->keys, "\r", 1) != 1)
		frame("error", "GRUB takes no key: %m");
}

static void serial_byte(struct guest *guest, char c)
{
	if (c == '\n') {
		guest_line(guest, "guest");
		return;
	}
	if (c == 0)
		return;
	guest->line[guest->length++] = c;
	press_enter(guest);
	if (guest->length == LINE_MAX_LENGTH - 1)
		guest_line(guest, "part");
}

static void serial_input(struct guest *guest)
{
	char text[4096];
	ssize_t got = read(guest->serial, text, sizeof(text));

	if (got <= 0) {
		close(guest->serial);
		guest->serial = -1;
		return;
	}
	for (ssize_t i = 0; i < got; i++)
		serial_byte(guest, text[i]);
}

static void monitor_line(struct guest *guest)
{
	if (strstr(guest->reply, "\"QMP\""))
		monitor_say(guest, "{\"execute\":\"qmp_capabilities\"}\n");
	disturb_reply(guest->reply);
	if (strstr(guest->reply, "\"error\""))
		frame("error", "QEMU's monitor: %s", guest->reply);
	if (!guest->config->oracle || !strstr(guest->reply, "\"STOP\""))
		return;
	/* What the guest said last is in the socket by now. */
	while (guest->serial >= 0 &&
	       poll(&(struct pollfd){ .fd = guest->serial, .events = POLLIN }, 1, 0) > 0)
		serial_input(guest);
	oracle_life(guest->pid);
	monitor_say(guest, "{\"execute\":\"quit\"}\n");
}

static void monitor_input(struct guest *guest)
{
	char text[1024];
	ssize_t got = read(guest->monitor, text, sizeof(text));

	if (got <= 0) {
		close(guest->monitor);
		guest->monitor = -1;
		return;
	}
	for (ssize_t i = 0; i < got; i++) {
		if (text[i] != '\n') {
			if (guest->replied < sizeof(guest->reply) - 1)
				guest->reply[guest->replied++] = text[i];
			continue;
		}
		guest->reply[guest->replied] = 0;
		guest->replied = 0;
		monitor_line(guest);
	}
}

/* True when QEMU has ended, false at the limit. */
static bool follow(struct guest *guest, double limit)
{
	double end = now() + limit, left;

	while ((left = end - now()) > 0) {
		struct pollfd wait[] = {
			{ .fd = guest->serial, .events = POLLIN },
			{ .fd = guest->monitor, .events = POLLIN },
			{ .fd = guest->process, .events = POLLIN },
			{ .fd = disturb_fd(), .events = POLLIN },
		};

		if (poll(wait, 4, left * 1000 + 1) < 0)
			continue;
		if (wait[0].revents)
			serial_input(guest);
		if (wait[1].revents)
			monitor_input(guest);
		if (wait[3].revents)
			disturb_step();
		if (wait[2].revents && !wait[0].revents)
			return true;
	}
	return false;
}

static void report_end(struct guest *guest, bool ended)
{
	int status = 0;
	bool cpu;

	waitpid(guest->pid, &status, 0);
	cpu = WIFSIGNALED(status) && guest->config->busy &&
	      (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);

	if (!ended || cpu)
		frame("exit", "timeout");
	else if (WIFSIGNALED(status))
		frame("exit", "signal %d", WTERMSIG(status));
	else
		frame("exit", "status %d", WEXITSTATUS(status));
}

void guest_run(const struct config *config)
{
	static struct guest guest;
	bool ended;

	memset(&guest, 0, sizeof(guest));
	guest.config = config;
	if (start(&guest))
		return;
	ended = follow(&guest, config->limit);
	if (!ended)
		kill(guest.pid, SIGKILL);
	disturb_end();
	if (guest.length)
		guest_line(&guest, "guest");
	report_end(&guest, ended);
	if (guest.serial >= 0)
		close(guest.serial);
	close(guest.keys);
	if (guest.monitor >= 0)
		close(guest.monitor);
	close(guest.process);
}
