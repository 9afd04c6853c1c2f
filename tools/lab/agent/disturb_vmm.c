// SPDX-License-Identifier: GPL-2.0-only
/* What a VMM does to its own VM: asks for registers, logs dirty pages, changes memory slots. */
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "disturb_vmm.h"
#include "frame.h"

#define HMP(line)                                                                                  \
	"{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"" line           \
	"\"},\"id\":\"disturb\"}\n"

static bool waiting; /* for a reply */

static void say(const struct victim *victim, const char *text)
{
	if (write(victim->monitor, text, strlen(text)) < 0)
		frame("error", "QEMU's monitor: %m");
	waiting = true;
}

static bool is_ours(const char *line)
{
	return strstr(line, "\"id\": \"disturb\"");
}

static int begin(const struct victim *victim)
{
	(void)victim;
	waiting = false;
	return 0;
}

static void registers_step(const struct victim *victim)
{
	if (!waiting)
		say(victim, HMP("info registers -a"));
}

static void registers_reply(const struct victim *victim, const char *line)
{
	(void)victim;
	if (!is_ours(line))
		return;
	waiting = false;
	disturb_registers.done++;
}

struct disturber disturb_registers = {
	.name = "registers",
	.what = "times all registers were read",
	.ms = 1,
	.begin = begin,
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

	begin(victim);
	migration = IDLE;
	unlink(SINK);
	sink = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (sink < 0 || bind(sink, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(sink, 64)) {
		frame("error", "a socket for migration: %m");
		return -1;
	}
	say(victim, "{\"execute\":\"migrate-set-capabilities\",\"arguments\":{\"capabilities\":["
		    "{\"capability\":\"events\",\"state\":true}]},\"id\":\"disturb\"}\n");
	return 0;
}

static void logging_step(const struct victim *victim)
{
	if (migration == IDLE) {
		say(victim, "{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"unix:" SINK
			    "\"},\"id\":\"disturb\"}\n");
		migration = ASKED;
	} else if (migration == ACTIVE) {
		say(victim, "{\"execute\":\"migrate_cancel\",\"id\":\"disturb\"}\n");
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
		say(victim, "{\"execute\":\"migrate_cancel\",\"id\":\"disturb\"}\n");
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
#define SELECT	   HMP("o /w 0xcf8 0x80000058")
#define WRITABLE   HMP("o /b 0xcfe 0x33")
#define UNWRITABLE HMP("o /b 0xcfe 0x11")

static void slots_step(const struct victim *victim)
{
	static bool writable;

	if (waiting)
		return;
	say(victim, SELECT);
	writable = !writable;
	say(victim, writable ? WRITABLE : UNWRITABLE);
}

static void slots_reply(const struct victim *victim, const char *line)
{
	static bool second;

	(void)victim;
	if (!is_ours(line))
		return;
	disturb_slots.done += second;
	waiting = !second;
	second = !second;
}

struct disturber disturb_slots = {
	.name = "slots",
	.what = "changes of the chipset's memory map",
	.witness = "kvmmmu/kvm_mmu_zap_all_fast",
	.ms = 40,
	.begin = begin,
	.step = slots_step,
	.reply = slots_reply,
};
