// SPDX-License-Identifier: GPL-2.0-only
/*
 * A boot of L1: takes the agent's frames (`@<channel> <text>`) as they come, one configuration
 * after the other, and watches L1's console for a panic. In the kvm lab, where there is no L1, the
 * lines are the guest's own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/blob.h"
#include "base/progress.h"
#include "base/status.h"
#include "boot.h"
#include "here.h"
#include "lab/bochs_trace.h"
#include "lab/emulator.h"
#include "lab/job.h"
#include "lab/kvm.h"
#include "lab/lab.h"
#include "layout.h"
#include "oracle.h"
#include "plan/config.h"
#include "plan/labs.h"
#include "plan/options.h"
#include "plan/tracer.h"
#include "record.h"
#include "session.h"
#include "shared/clock.h"
#include "shared/memory.h"
#include "shared/message.h"

struct session {
	const struct configs *configs;
	const struct options *options;
	size_t begun; /* configurations begun so far */
	bool open;    /* the last of them has not ended yet */
	bool up, done, panicked, rebooted;
	enum status status;
	struct record record;
	struct layout layout;
	struct boot boot;
	struct here here;		/* of the kvm lab */
	struct bochs_trace bochs_trace; /* of a run for a trace, in the vmx lab */
	char *why;			/* a trace is not whole, as the tracer says */
	char *tail;			/* the last that the emulator said on its standard error */
};

static void finish(struct session *session)
{
	struct tracer *tracer = session->options->tracer;

	session->open = false;
	if (tracer)
		tracer->finished(tracer, &session->record.log, session->record.path,
				 &session->layout, session->why);
	layout_free(&session->layout);
	session->status = status_worse(session->status, record_finish(&session->record));
}

static bool begin(struct session *session, const char *name)
{
	struct config *config;

	if (session->begun == session->configs->count) {
		error("the agent runs '%s', which was not asked for: rebuild the lab (make lab)",
		      name);
		return false;
	}
	config = &session->configs->config[session->begun];
	config->place = session->begun++;
	session->open = true;
	progress("%s: %s%s%s", lab_names[config->lab], config->name, *config->kvm ? ": " : "",
		 config->kvm);
	if (!record_begin(&session->record, config, session->options))
		return false;
	if (session->options->lab == LAB_KVM ? session->here.counts
					     : options_host_counts(session->options)) {
		progress("the host counts in the guest's place, by the kernel's histogram");
		record_host_counts(&session->record);
	}
	return true;
}

static void vm_end(struct session *session, const char *text)
{
	struct record *record = &session->record;

	free(record->end);
	if (session->options->payload) {
		record->end = print("%s ended with %s", session->options->exec, text);
		if (sscanf(text, "status %d", &record->payload_status) != 1)
			record->payload_status = -1;
		return;
	}
	if (!strcmp(text, "timeout"))
		record->end = print("the guest hung: killed at its time limit");
	else if (!strcmp(text, "status 0"))
		record->end = print("the VM ended by reset or power-off (a triple fault?)");
	else
		record->end = print("QEMU ended with %s", text);
}

/* What is the boot's own, whoever takes the rest. */
static bool is_own(const char *channel)
{
	static const char *const own[] = { "boot", "info", "error", "done", "reboot" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (!strcmp(channel, own[i]))
			return true;
	return false;
}

static bool run_frame(struct session *session, struct emulator *emulator, const char *channel,
		      const char *text, size_t length)
{
	const struct runner *runner = session->options->runner;
	double seconds = 0;
	bool more = runner->frame(runner->data, channel, text, length, &seconds);

	if (!strcmp(channel, "config"))
		session->begun = 1;
	if (seconds > 0)
		emulator->deadline = now() + seconds;
	return more;
}

static bool frame(struct session *session, struct emulator *emulator, const char *channel,
		  const char *text, size_t length)
{
	if (session->options->runner && !is_own(channel))
		return run_frame(session, emulator, channel, text, length);
	if (!strcmp(channel, "boot")) {
		session->up = true;
		progress("%s", text);
	} else if (!strcmp(channel, "config")) {
		emulator->deadline = now() + session->options->timeout;
		return begin(session, text);
	} else if (!strcmp(channel, "guest") || !strcmp(channel, "part")) {
		return session->open &&
		       record_line(&session->record, text, length, *channel == 'g');
	} else if (!strcmp(channel, "info")) {
		progress("L1: %s", text);
	} else if (!strcmp(channel, "error")) {
		error("%s", text);
		session->record.refused = true;
	} else if (!strcmp(channel, "exit")) {
		vm_end(session, text);
	} else if (!strcmp(channel, "end")) {
		finish(session);
	} else if (!strcmp(channel, "done")) {
		session->done = true;
	} else if (!strcmp(channel, "reboot")) {
		session->rebooted = true;
	} else if (layout_frame(&session->layout, channel, text, length)) {
		return true;
	} else if (oracle_frame(&session->record.oracle, channel, text)) {
		return record_note(&session->record, "oracle", channel, text);
	} else if (disturbance_frame(&session->record.disturbance, channel, text)) {
		return record_note(&session->record, "host", channel, text);
	}
	return !session->done && !session->rebooted;
}

/* True if there is a line of L1's in what the emulator printed, or with it ends. */
static bool traced(struct session *session, const char **line, size_t *length)
{
	const char *why;
	bool some = bochs_trace_line(&session->bochs_trace, line, length, &why);

	if (why && !session->why)
		session->why = print("the trace cannot be written: %s", why);
	return some;
}

static bool output(struct session *session, struct emulator *emulator, const char *line,
		   size_t length)
{
	char *copy, *text;
	bool more;

	if (session->bochs_trace.on && !traced(session, &line, &length))
		return true;
	/* Anything else is the emulator's own talk. */
	if (!length || *line != '@')
		return true;
	copy = allocate(length + 1);
	memcpy(copy, line, length);
	text = copy + 1;
	strsep(&text, " ");
	if (!text)
		text = copy + length;
	more = frame(session, emulator, copy + 1, text, copy + length - text);
	free(copy);
	return more;
}

/*
 * L1 is told to be quiet, so what it says on its console matters. False after its last words, where
 * a kernel that dies early cannot reset the machine and spins.
 */
static bool console(struct session *session, struct emulator *emulator, const char *line,
		    size_t length)
{
	while (length && line[length - 1] == '\r')
		length--;
	if (memmem(line, length, "Kernel panic", 12))
		session->panicked = true;
	if (length && !session->up)
		boot_line(&session->boot, line, length);
	if (length)
		progress("L1's console: %.*s", (int)length, line);
	if (session->options->runner && session->up)
		run_frame(session, emulator, "console", line, length);
	return !memmem(line, length, "---[ end Kernel panic", 21);
}

static void keep_tail(struct session *session, const char *line, size_t length)
{
	if (!length)
		return;
	free(session->tail);
	session->tail = print("%.*s", (int)length, line);
	if (!session->why && !strncmp(session->tail, "the trace ", 10))
		session->why = print("%s", session->tail);
}

static bool take_line(struct emulator *emulator, enum stream stream, const char *line,
		      size_t length)
{
	struct session *session = emulator->data;

	if (stream == STREAM_CONSOLE)
		return console(session, emulator, line, length);
	if (stream == STREAM_ERRORS)
		keep_tail(session, line, length);
	else if (session->options->lab == LAB_KVM)
		return record_line(&session->record, line, length, true) &&
		       here_line(&session->here, &session->record, emulator->pid, line, length);
	else
		return output(session, emulator, line, length);
	return true;
}

/* Why the emulator ended before the agent was done; to be freed. */
static char *reason(struct session *session, struct emulator *emulator, enum emulator_end end)
{
	if (session->panicked)
		return print("L1's kernel panicked");
	if (session->rebooted)
		return print("L1 rebooted");
	if (end == END_TIMEOUT)
		return print("no end after %g s", session->options->timeout);
	if (end == END_SIGNAL)
		return print("interrupted by signal %d", emulator->status);
	if (WIFSIGNALED(emulator->status) && end == END_EXITED)
		return print("%s was killed by signal %d", emulator->words.word[0],
			     WTERMSIG(emulator->status));
	/* What a shell and env say when there is no such program. */
	if (WEXITSTATUS(emulator->status) == 127)
		return print("%s: apt-get install qemu-system-x86 bochs bochsbios vgabios",
			     session->tail ? session->tail : "no emulator");
	return print("the emulator ended%s%s", session->tail ? ": " : "",
		     session->tail ? session->tail : "");
}

/* Whether L1's kernel is at fault: of its own failures an emulator tells by its exit status. */
static bool kernel_died(const struct session *session, const struct emulator *emulator,
			enum emulator_end end)
{
	if (session->up || end == END_SIGNAL || end == END_ERROR)
		return false;
	return session->panicked || end == END_STOPPED || end == END_TIMEOUT || !emulator->status;
}

static void early_end(struct session *session, struct emulator *emulator, enum emulator_end end)
{
	char *why = reason(session, emulator, end);
	bool booted = session->begun > 0;

	if (kernel_died(session, emulator, end)) {
		boot_failed(&session->boot, session->options, why);
		session->status = status_worse(session->status, STATUS_NO_KERNEL);
		free(why);
		return;
	}
	error("%s", why);
	if (session->options->runner && end != END_SIGNAL)
		session->options->runner->lost(session->options->runner->data, why,
					       end == END_TIMEOUT);
	if (session->open) {
		session->record.end = why;
		finish(session);
	} else {
		free(why);
	}
	session->status = status_worse(session->status, booted || end == END_TIMEOUT
								? STATUS_INCOMPLETE
								: STATUS_CANNOT_RUN);
	if (end == END_SIGNAL)
		session->status = STATUS_SIGNAL + emulator->status;
}

static void follow_lab(struct session *session, struct emulator *emulator)
{
	enum emulator_end end = emulator_run(emulator);

	if (session->done)
		return;
	if (session->open && session->record.broken)
		finish(session);
	else
		early_end(session, emulator, end);
}

static enum status run_lab(struct session *session, struct emulator *emulator, const char *image)
{
	const struct lab_kind *kind = &lab_kinds[session->options->machine];
	const struct config *first = session->configs->config;
	const char *model = first->model;
	struct options l1 = *session->options;
	struct blob initrd = { -1, 0 }, ram = { -1, 0 }, commands = { -1, 0 };

	if (session->options->tracer && session->options->machine == LAB_VMX) {
		if (!bochs_trace_open(&session->bochs_trace, session->options->tracer->fd,
				      &commands))
			return STATUS_CANNOT_RUN;
		emulator->input = commands.fd;
	}
	if (first->l1_cpus)
		l1.l1_cpus = first->l1_cpus;
	if (job_initrd(&initrd, session->configs, session->options, image) &&
	    kind->command(&emulator->words, *model ? model : kind->model, &l1, &initrd, &ram)) {
		emulator->hidden = true;
		progress("booting L1 in the %s", kind->title);
		follow_lab(session, emulator);
	} else {
		session->status = STATUS_CANNOT_RUN;
	}
	blob_close(&initrd);
	blob_close(&ram);
	blob_close(&commands);
	return session->status;
}

static enum status run_here(struct session *session, struct emulator *emulator, const char *image)
{
	const struct config *config = session->configs->config;
	enum emulator_end end;
	char text[32], *append;
	bool good;

	if (!here_begin(&session->here, session->options))
		return STATUS_CANNOT_RUN;
	append = here_append(&session->here, config);
	good = kvm_command(&emulator->words, config, append, session->here.counts, image);
	free(append);
	if (session->here.counts)
		emulator->input = session->here.input;
	if (!good) {
		here_end(&session->here);
		return STATUS_CANNOT_RUN;
	}
	if (begin(session, config->name)) {
		end = emulator_run(emulator);
		if (end != END_EXITED && end != END_STOPPED)
			session->record.end = reason(session, emulator, end);
		else if (WIFEXITED(emulator->status)) {
			snprintf(text, sizeof(text), "status %d", WEXITSTATUS(emulator->status));
			vm_end(session, text);
		}
		if (end == END_SIGNAL)
			session->status = STATUS_SIGNAL + emulator->status;
		if (session->tail)
			progress("QEMU: %s", session->tail);
	}
	here_end(&session->here);
	finish(session);
	return session->status;
}

enum status session_run(const struct configs *configs, const struct options *options,
			const char *image, size_t *begun)
{
	struct session session = { .configs = configs, .options = options };
	struct emulator emulator = { .line = take_line, .data = &session };

	emulator.deadline = now() + options->timeout;
	if (options->lab == LAB_KVM)
		session.status = run_here(&session, &emulator, image);
	else
		session.status = run_lab(&session, &emulator, image);
	words_free(&emulator.words);
	bochs_trace_close(&session.bochs_trace);
	free(session.tail);
	free(session.why);
	boot_free(&session.boot);
	/* A log that cannot be written will not be writable for the next one. */
	*begun = session.record.broken ? 0 : session.begun;
	return session.status;
}
