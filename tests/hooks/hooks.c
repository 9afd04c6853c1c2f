// SPDX-License-Identifier: GPL-2.0-only
/*
 * hooks LIST EMULATED: for each mutant of LIST, or where KVM emulates real mode of EMULATED
 * (numbers with commas between; 0 is KVM as it should be), the tests that ought to catch it: what
 * user space can bring about, and, if that finds nothing, two guests side by side. Prints `@mutant
 * NUMBER`, then `ok` and `not ok` lines. Its status says nothing of them: whoever called it knows
 * what must fail.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "paths.h"
#include "probe.h"
#include "shared/clock.h"
#include "vm.h"

#define MUTANT	"/sys/module/kvm/parameters/mutant"
#define LIMIT_S 120 /* of the lab's time, in which an idle second costs nothing */

static const char *const rows =
	"nop,cpuid,io.in8*,hypercall,timer.deadline,abi.*,hooks.*,nested.*,hostile.cpuid";
static const char *const rows_emulated = "nop,cpuid,hooks.*,hostile.*";

static bool vmx, emulates;

static void choose(const char *number)
{
	int fd = open(MUTANT, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, number, strlen(number)) < 0)
		fail(MUTANT ": %s: these are not the modules with the mutants", strerror(errno));
	close(fd);
	printf("@mutant %s\n", number);
}

static bool starts(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

/* `ok 3 cpuid` becomes `ok guest.cpuid`. A row that is skipped for want of counters has failed. */
static void line(struct vm *vm)
{
	bool good = starts(vm->line, "ok ");
	char *name;

	if (starts(vm->line, "#  ") || starts(vm->line, "# unexpected"))
		printf("# %s %s\n", vm->name, vm->line + 2);
	if (!good && !starts(vm->line, "not ok "))
		return;
	name = strchr(vm->line + (good ? 3 : 7), ' ');
	if (good && strstr(vm->line, "# SKIP") && !strstr(vm->line, "no exit counters"))
		return;
	good = good && !strstr(vm->line, "# SKIP");
	vm->results++;
	printf("%s %s.%s\n", good ? "ok" : "not ok", vm->name, name ? name + 1 : "?");
	fflush(stdout);
}

static void follow(struct vm *vm, int vms)
{
	double end = now() + LIMIT_S;

	for (;;) {
		struct pollfd wait[MAX_VMS];
		double left = end - now();
		bool open = false;

		for (int i = 0; i < vms; i++) {
			wait[i] = (struct pollfd){ .fd = vm[i].serial, .events = POLLIN };
			open |= vm[i].serial >= 0;
		}
		if (!open || left < 0 || poll(wait, vms, left * 1000 + 1) < 0)
			break;
		for (int i = 0; i < vms; i++)
			if (wait[i].revents)
				vm_input(&vm[i], line);
	}
	for (int i = 0; i < vms; i++) {
		if (vm[i].serial >= 0) {
			kill(vm[i].pid, SIGKILL);
			close(vm[i].serial);
		}
		printf("%s %s.end\n", vm_passed(&vm[i]) ? "ok" : "not ok", vm[i].name);
	}
}

/* The second guest is there to be another VM, with exits that the first never has. */
static void guests(void)
{
	char first[256];
	struct vm vm[] = {
		{
			.name = "guest",
			.append = first,
			.argument = { "-smp", "2" },
			.arguments = 2,
			.serial = -1,
		},
		{
			.name = "other",
			.append = "run=rdpmc,hypercall ops=8000",
			.serial = -1,
		},
	};

	snprintf(first, sizeof(first), "run=%s ops=40", emulates ? rows_emulated : rows);
	for (int i = 0; i < 2; i++)
		vm_start(&vm[i]);
	follow(vm, 2);
}

static bool parameter_is(const char *path, char value)
{
	char *text = read_text(path);
	bool is = text && *text == value;

	free(text);
	return is;
}

int main(int argc, char **argv)
{
	char *list, *number;

	if (argc != 3) {
		puts("@error usage: hooks LIST EMULATED");
		return 2;
	}
	vmx = !access("/sys/module/kvm_intel", F_OK);
	emulates = vmx && parameter_is("/sys/module/kvm_intel/parameters/unrestricted_guest", 'N');
	list = argv[emulates ? 2 : 1];
	while ((number = strsep(&list, ","))) {
		bool found;

		choose(number);
		found = !paths_check(vmx, emulates);
		fflush(stdout);
		if (!found || !strcmp(number, "0"))
			guests();
	}
	choose("0");
	puts("@done");
	return 0;
}
