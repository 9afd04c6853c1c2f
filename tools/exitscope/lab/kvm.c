// SPDX-License-Identifier: GPL-2.0-only
/* The guest on this machine itself: on its KVM with the modules as loaded, or in plain QEMU. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emulator.h"
#include "kvm.h"
#include "plan/config.h"
#include "shared/memory.h"
#include "shared/message.h"

static bool have_kvm(void)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		error("/dev/kvm: %s: the kvm lab needs a machine with VT-x or AMD-V and KVM's modules "
		      "loaded; --lab svm and --lab vmx need neither",
		      strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

/* QEMU takes a comma in a value only doubled. */
static char *double_commas(const char *text)
{
	char *doubled = allocate(strlen(text) * 2 + 1), *to = doubled;

	for (; *text; text++) {
		if (*text == ',')
			*to++ = ',';
		*to++ = *text;
	}
	return doubled;
}

static void serial_words(struct words *words, bool input)
{
	words_split(words, input ? "-serial stdio" : "-serial file:/proc/self/fd/1");
	/* So that the vCPUs' threads can be told from the others. */
	words_split(words, input ? "-name exitscope,debug-threads=on" : "");
}

static void guest_command(struct words *words, const char *accelerator, const struct config *config,
			  const char *append, const char *image)
{
	const char *dot = strrchr(image, '.');

	words_split(words, "qemu-system-x86_64 -nodefaults -no-user-config -m 64 -display none "
			   "-vga none -no-reboot "
			   "-device isa-debug-exit,iobase=0xf4,iosize=4");
	words_split(words, accelerator);
	words_add(words, "-smp");
	words_add(words, "%u", config->vcpus);
	words_split(words, dot && !strcmp(dot, ".iso") ? "-boot d -cdrom" : "-kernel");
	words_add(words, "%s", image);
	if (*append) {
		char *doubled = double_commas(append);

		words_add(words, "-fw_cfg");
		words_add(words, "name=opt/exitscope/cmdline,string=%s", doubled);
		free(doubled);
	}
}

void tcg_command(struct words *words, const struct config *config, const char *image)
{
	guest_command(words, "-machine pc,accel=tcg -cpu max", config, config->append, image);
	serial_words(words, false);
}

bool kvm_command(struct words *words, const struct config *config, const char *append, bool input,
		 const char *image)
{
	if (*config->kvm) {
		error("the kvm lab runs on the modules as they are loaded; load them with '%s' yourself",
		      config->kvm);
		return false;
	}
	if (!have_kvm())
		return false;
	guest_command(words, "-machine pc,accel=kvm", config, append, image);
	serial_words(words, input);
	words_split(words, strstr(config->qemu, "-cpu") ? "" : "-cpu host");
	words_split(words, config->qemu);
	return true;
}
