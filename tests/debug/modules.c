// SPDX-License-Identifier: GPL-2.0-only
/* KVM's modules in and out. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "file.h"
#include "modules.h"
#include "say.h"

#define MODULES "/lab/modules/patched"

static const char *kvm_ko = MODULES "/kvm.ko";

void modules_use(const char *kvm)
{
	kvm_ko = kvm ? kvm : MODULES "/kvm.ko";
}

const char *vendor(void)
{
	static const char *name;
	char *text;

	if (name)
		return name;
	text = file_get("/proc/cpuinfo");
	name = text && strstr(text, "AuthenticAMD") ? "amd" : "intel";
	free(text);
	return name;
}

bool module_insert(const char *path, const char *options)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && !syscall(SYS_finit_module, fd, options, 0);

	if (!good)
		wrong("%s '%s': %s", path, options, strerror(errno));
	if (fd >= 0)
		close(fd);
	return good;
}

/* Not a second time: a module that is still held where nothing runs is a reference lost. */
bool module_remove(const char *name)
{
	if (!syscall(SYS_delete_module, name, O_NONBLOCK))
		return true;
	wrong("the kernel does not let go of %s: %s", name, strerror(errno));
	return false;
}

static bool knows(const char *path, const char *parameter)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	char key[80];
	void *file = MAP_FAILED;
	bool found = false;

	snprintf(key, sizeof(key), "parmtype=%.*s:", (int)strcspn(parameter, "="), parameter);
	if (fd >= 0 && !fstat(fd, &status))
		file = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file != MAP_FAILED) {
		found = memmem(file, status.st_size, key, strlen(key));
		munmap(file, status.st_size);
	}
	if (fd >= 0)
		close(fd);
	return found;
}

/* Each word goes to the module that knows it. */
static bool split(const char *options, const char *const path[2], char out[2][256])
{
	char copy[256], *rest = copy, *word;

	out[0][0] = out[1][0] = 0;
	snprintf(copy, sizeof(copy), "%s", options);
	while ((word = strsep(&rest, " "))) {
		int which = knows(path[0], word) ? 0 : 1;

		if (!*word)
			continue;
		if (which && !knows(path[1], word)) {
			wrong("no module knows the parameter '%s'", word);
			return false;
		}
		strcat(strcat(out[which], " "), word);
	}
	return true;
}

bool modules_load(const char *options)
{
	char own[64], words[2][256];
	const char *const path[2] = { kvm_ko, own };

	snprintf(own, sizeof(own), MODULES "/kvm-%s.ko", vendor());
	if (access("/sys/module/irqbypass", F_OK) &&
	    !module_insert("/lab/modules/stock/irqbypass.ko", ""))
		return false;
	if (!split(options, path, words) || !module_insert(path[0], words[0]))
		return false;
	if (module_insert(path[1], words[1]))
		return true;
	module_remove("kvm");
	return false;
}

bool modules_unload(void)
{
	char name[32];

	snprintf(name, sizeof(name), "kvm_%s", vendor());
	return module_remove(name) && module_remove("kvm");
}
