// SPDX-License-Identifier: GPL-2.0-only
/* A guest: QEMU with its serial port on a socket pair. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "vm.h"

#define STATUS_PASS 33 /* the guest writes 0x10 to isa-debug-exit (guestos/machine/machine.h) */

/* QEMU takes a comma in a value only doubled. */
static void double_commas(char *to, size_t room, const char *from)
{
	for (; *from && room > 2; from++, room--) {
		if (*from == ',') {
			*to++ = ',';
			room--;
		}
		*to++ = *from;
	}
	*to = 0;
}

static void become(const struct vm *vm, int serial)
{
	static char chardev[64], append[4096], cmdline[4200];
	const char *words[MAX_WORDS + 32] = {
		"qemu-system-x86_64",
		"-L",
		"/usr/share/qemu",
		"-name",
		"guest,debug-threads=on", /* the vCPUs' threads can be told from the others */
		"-nodefaults",
		"-no-user-config",
		"-display",
		"none",
		"-vga",
		"none",
		"-no-reboot",
		"-machine",
		"pc,accel=kvm",
		"-cpu",
		"host",
		"-m",
		"64",
		"-device",
		"isa-debug-exit,iobase=0xf4,iosize=4",
		"-kernel",
		"/job/guest.elf",
		"-chardev",
		chardev,
		"-serial",
		"chardev:com1",
		"-fw_cfg",
		cmdline,
	};
	int n = 0;

	snprintf(chardev, sizeof(chardev), "socket,id=com1,fd=%d", serial);
	double_commas(append, sizeof(append), vm->append);
	snprintf(cmdline, sizeof(cmdline), "name=opt/exitscope/cmdline,string=quiet %s %s",
		 vm->step ? "step" : "", append);
	while (words[n])
		n++;
	for (int i = 0; i < vm->arguments; i++)
		words[n++] = vm->argument[i];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execv("/usr/bin/qemu-system-x86_64", (char **)words);
	printf("@error qemu-system-x86_64: %s\n", strerror(errno));
	_exit(127);
}

void vm_start(struct vm *vm)
{
	int serial[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, serial))
		fail("socketpair: %s", strerror(errno));
	fflush(stdout);
	vm->pid = fork();
	if (vm->pid < 0)
		fail("fork: %s", strerror(errno));
	if (!vm->pid) {
		close(serial[0]);
		become(vm, serial[1]);
	}
	close(serial[1]);
	vm->serial = serial[0];
}

void vm_input(struct vm *vm, void (*each)(struct vm *vm))
{
	char text[4096];
	ssize_t got = read(vm->serial, text, sizeof(text));

	if (got <= 0) {
		close(vm->serial);
		vm->serial = -1;
		vm->ended = true;
		return;
	}
	for (ssize_t i = 0; i < got; i++) {
		if (text[i] == '\n') {
			vm->line[vm->length] = 0;
			vm->length = 0;
			each(vm);
		} else if (text[i] && vm->length < sizeof(vm->line) - 1) {
			vm->line[vm->length++] = text[i];
		}
	}
}

void vm_step(struct vm *vm)
{
	vm->waits = false;
	if (write(vm->serial, "\n", 1) != 1)
		fail("%s takes no byte: %s", vm->name, strerror(errno));
}

bool vm_passed(struct vm *vm)
{
	int status;

	if (waitpid(vm->pid, &status, 0) != vm->pid)
		fail("%s: waitpid: %s", vm->name, strerror(errno));
	if (WIFSIGNALED(status))
		printf("@end %s signal %d\n", vm->name, WTERMSIG(status));
	else
		printf("@end %s status %d\n", vm->name, WEXITSTATUS(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == STATUS_PASS;
}
