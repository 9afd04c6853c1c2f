// SPDX-License-Identifier: GPL-2.0-only
/* What a VMM does to its own VM: asks for registers, logs dirty pages, changes memory slots. */
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "disturb_vmm.h"
#include "lab/base/frame.h"

/* The id comes back with the reply: several disturbers may talk to one monitor. */
#define HMP(id, line)                                                                              \
	"{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"" line           \
	"\"},\"id\":\"" id "\"}\n"

static void say(const struct victim *victim, const char *text)
{
	if (write(victim->monitor, text, strlen(text)) < 0)
		frame("error", "QEMU's monitor: %m");
}

static bool asked; /* for registers, and not answered yet */

static int registers_begin(const struct victim *victim)
{
	(void)victim;
	asked = false;
	return 0;
}

static void registers_step(const struct victim *victim)
{
	if (asked)
		return;
	say(victim, HMP("registers", "info registers -a"));
	asked = true;
	disturb_registers.begun++;
}

static void registers_reply(const struct victim *victim, const char *line)
{
	(void)victim;
	if (!strstr(line, "\"id\": \"registers\""))
		return;
	asked = false;
	disturb_registers.done++;
}

struct disturber disturb_registers = {
	.name = "registers",
	.what = "times all registers were read",
	.ms = 1,
	.begin = registers_begin,
	.step = registers_step,
	.reply = registers_reply,
};

/*
 * A migration begins, for which KVM logs dirty pages, and is cancelled. It goes to a socket that nobody
 * reads, so it does not come to its end before.
 */
#define SINK "/tmp/sink"

static int sink = -1;
static enum { IDLE, ASKED, ACTIVE, CANCELLING } migration;

static int logging_begin(const struct victim *victim)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = SINK };

	migration = IDLE;
	unlink(SINK);
	sink = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (sink < 0 || bind(sink, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(sink, 64)) {
		frame("error", "a socket for migration: %m");
		return -1;
	}
	say(victim, "{\"execute\":\"migrate-set-capabilities\",\"arguments\":{\"capabilities\":["
		    "{\"capability\":\"events\",\"state\":true}]},\"id\":\"logging\"}\n");
	return 0;
}

static void logging_step(const struct victim *victim)
{
	if (migration == IDLE) {
		say(victim, "{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"unix:" SINK
			    "\"},\"id\":\"logging\"}\n");
		migration = ASKED;
	} else if (migration == ACTIVE) {
		say(victim, "{\"execute\":\"migrate_cancel\",\"id\":\"logging\"}\n");
		migration = CANCELLING;
	}
}

static void logging_reply(const struct victim *victim, const char *line)
{
	int fd;

	(void)victim;
	if (!strstr(line, "\"MIGRATION\""))
		return;
	if (strstr(line, "\"active\""))
		migration = ACTIVE;
	if (!strstr(line, "\"cancelled\""))
		return;
	disturb_logging.done++;
	migration = IDLE;
	fd = accept4(sink, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0)
		close(fd);
}

/* While pages are logged, the first write to each of them takes an exit, however often KVM is asked. */
static uint64_t logging_taken(void)
{
	static uint64_t rows, last;

	rows += migration != IDLE || disturb_logging.done != last;
	last = disturb_logging.done;
	return rows;
}

static void logging_end(const struct victim *victim)
{
	if (migration == ACTIVE || migration == ASKED)
		say(victim, "{\"execute\":\"migrate_cancel\",\"id\":\"logging\"}\n");
	close(sink);
}

struct disturber disturb_logging = {
	.name = "logging",
	.what = "times dirty logging began and ended",
	.ms = 5,
	.begin = logging_begin,
	.step = logging_step,
	.reply = logging_reply,
	.end = logging_end,
	.taken = logging_taken,
};

/*
 * The chipset's register that says whether writes to 0xc0000 to 0xc7fff reach memory: QEMU makes it a memory slot
 * of its own, and for that takes slots away, at which KVM forgets all that it has mapped.
 */
#define SELECT	   HMP("slots", "o /w 0xcf8 0x80000058")
#define WRITABLE   HMP("slots", "o /b 0xcfe 0x33")
#define UNWRITABLE HMP("slots", "o /b 0xcfe 0x11")

static unsigned int unanswered; /* of the two commands that a change takes */

static int slots_begin(const struct victim *victim)
{
	(void)victim;
	unanswered = 0;
	return 0;
}

static void slots_step(const struct victim *victim)
{
	static bool writable;

	if (unanswered)
		return;
	writable = !writable;
	unanswered = 2;
	say(victim, SELECT);
	say(victim, writable ? WRITABLE : UNWRITABLE);
}

static void slots_reply(const struct victim *victim, const char *line)
{
	(void)victim;
	if (!unanswered || !strstr(line, "\"id\": \"slots\""))
		return;
	unanswered--;
	disturb_slots.done += !unanswered;
}

struct disturber disturb_slots = {
	.name = "slots",
	.what = "changes of the chipset's memory map",
	.witness = "kvmmmu/kvm_mmu_zap_all_fast",
	.ms = 40,
	.begin = slots_begin,
	.step = slots_step,
	.reply = slots_reply,
};
