// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest with all its workloads under QEMU, as the agent runs it, in one configuration. Its
 * serial log is printed, so that the host judges it with `exitscope show`; here its verdict counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "configurations.h"
#include "file.h"
#include "modules.h"
#include "phases.h"
#include "programs.h"
#include "say.h"

#define SERIAL	  "/tmp/serial"
#define OUTPUT	  "/tmp/output"
#define MAX_WORDS 64

/* What isa-debug-exit makes of the guest's verdict, 0x10 for a pass; of a reset QEMU makes 0. */
#define STATUS_PASS  (2 * 0x10 + 1)
#define STATUS_RESET 0

struct command {
	char *word[MAX_WORDS];
	size_t words;
	char text[1024], option[512], smp[8];
};

static void add(struct command *command, char *words)
{
	char *word;

	while ((word = strsep(&words, " ")))
		if (*word && command->words < MAX_WORDS - 1)
			command->word[command->words++] = word;
	command->word[command->words] = NULL;
}

/* A comma in an option's value is doubled. */
static void add_command_line(struct command *command, const char *append)
{
	char *to = command->option;

	to += sprintf(to, "name=opt/exitscope/cmdline,string=quiet ops=50 ");
	for (const char *from = append; *from; from++) {
		if (*from == ',')
			*to++ = ',';
		*to++ = *from;
	}
	*to = 0;
	add(command, strdup("-fw_cfg"));
	command->word[command->words++] = command->option;
}

static void build(struct command *command, const struct configuration *what)
{
	command->words = 0;
	snprintf(command->text, sizeof(command->text),
		 "/usr/bin/qemu-system-x86_64 -L /usr/share/qemu -nodefaults -no-user-config "
		 "-display none -vga none -no-reboot -rtc base=2020-01-01,clock=vm "
		 "-serial file:" SERIAL " -device isa-debug-exit,iobase=0xf4,iosize=4 "
		 "-kernel /job/guest.elf -machine pc,accel=kvm -m 64 -smp %u %s %s",
		 what->vcpus, strstr(what->qemu, "-cpu") ? "" : "-cpu host", what->qemu);
	add(command, command->text);
	add_command_line(command, what->append);
	command->word[command->words] = NULL;
}

static void print_file(const char *path, const char *prefix)
{
	char *text = file_get(path), *line, *rest = text;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			printf("%s%s\n", prefix, line);
	free(text);
}

static void run(const struct configuration *what)
{
	int should = what->death ? STATUS_RESET : STATUS_PASS, status;
	struct command command;
	char prefix[80];

	build(&command, what);
	status = program_run(command.word, OUTPUT, 1200);
	print_file(OUTPUT, "# qemu: ");
	snprintf(prefix, sizeof(prefix), "guest %s: ", what->name);
	print_file(SERIAL, prefix);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != should)
		wrong("QEMU's wait status is %#x, should be exit status %d", status, should);
}

void phase_workloads(const char *name)
{
	static struct configuration list[64];
	size_t count = configurations_read(list, 64);
	char options[300];

	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].name, name))
			continue;
		file_put("/sys/kernel/mm/transparent_hugepage/enabled",
			 list[i].large ? "always" : "never");
		snprintf(options, sizeof(options), "exit_counters=1 %s", list[i].kvm);
		if (modules_load(options)) {
			run(&list[i]);
			modules_unload();
		}
		return;
	}
	wrong("no configuration '%s'", name);
}
