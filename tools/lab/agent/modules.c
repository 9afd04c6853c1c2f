// SPDX-License-Identifier: GPL-2.0-only
/* KVM's modules: parameters go to the module that knows them, by what .modinfo says. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "job.h"
#include "lab/base/file.h"
#include "lab/base/frame.h"
#include "modules.h"

#define MODULES "/lab/modules"

static bool module_knows(const char *file, size_t size, const char *name, size_t length)
{
	char key[128];
	int n;

	n = snprintf(key, sizeof(key), "parmtype=%.*s:", (int)length, name);
	return n < (int)sizeof(key) && memmem(file, size, key, n);
}

static const char *vendor_module(void)
{
	char *cpuinfo = file_read("/proc/cpuinfo", NULL);
	bool amd = cpuinfo && strstr(cpuinfo, "AuthenticAMD");

	free(cpuinfo);
	return amd ? "kvm-amd" : "kvm-intel";
}

/* Appends to options what this module knows; taken[] remembers which. */
static void choose(const char *file, size_t size, const struct config *config, bool *taken,
		   char *options, size_t room)
{
	for (int i = 0; i < config->parameters; i++) {
		const char *word = config->parameter[i];
		size_t used = strlen(options);

		if (!module_knows(file, size, word, strcspn(word, "=")))
			continue;
		taken[i] = true;
		snprintf(options + used, room - used, "%s%s", used ? " " : "", word);
	}
}

static int insert(const char *name, const char *file, size_t size, const char *options)
{
	if (!syscall(SYS_init_module, file, size, options))
		return 0;
	frame("error", "the kernel does not take %s.ko with '%s': %m", name, options);
	return -1;
}

struct module {
	const char *name;
	char *file;
	size_t size;
	char options[1024];
};

static int module_open(struct module *module, const char *directory, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), MODULES "/%s/%s.ko", directory, name);
	module->name = name;
	module->options[0] = 0;
	module->file = file_read(path, &module->size);
	if (module->file)
		return 0;
	frame("error", "no module %s in the lab: %m (make modules lab)", path);
	return -1;
}

/* What kvm.ko was loaded with, to keep it for the next configuration if that wants the same. */
static char loaded[1100];

static void remove_module(const char *name)
{
	if (syscall(SYS_delete_module, name, O_NONBLOCK) && errno != ENOENT)
		frame("error", "the kernel does not let go of %s: %m", name);
}

static int load_common(struct module *kvm, const char *kind)
{
	char wanted[sizeof(loaded)];

	snprintf(wanted, sizeof(wanted), "%s %s", kind, kvm->options);
	if (!strcmp(wanted, loaded))
		return 0;
	if (*loaded)
		remove_module("kvm");
	*loaded = 0;
	if (insert(kvm->name, kvm->file, kvm->size, kvm->options))
		return -1;
	strcpy(loaded, wanted);
	return 0;
}

static int load_all(struct module *kvm, struct module *vendor, const struct config *config)
{
	bool taken[MAX_WORDS] = { 0 };

	choose(kvm->file, kvm->size, config, taken, kvm->options, sizeof(kvm->options));
	choose(vendor->file, vendor->size, config, taken, vendor->options, sizeof(vendor->options));
	for (int i = 0; i < config->parameters; i++) {
		if (taken[i])
			continue;
		frame("error", "neither %s kvm.ko nor %s.ko knows the parameter '%s'",
		      config->modules, vendor->name, config->parameter[i]);
		return -1;
	}
	if (load_common(kvm, config->modules) ||
	    insert(vendor->name, vendor->file, vendor->size, vendor->options))
		return -1;
	frame("info", "%s kvm %s; %s %s", config->modules, kvm->options, vendor->name,
	      vendor->options);
	return 0;
}

int module_load(const char *name, const char *options)
{
	struct module module;
	int error;

	if (module_open(&module, "stock", name))
		return -1;
	error = insert(name, module.file, module.size, options);
	free(module.file);
	return error;
}

int kvm_load(const struct config *config)
{
	struct module kvm = { 0 }, vendor = { 0 };
	int error = -1;

	if (!strcmp(config->modules, "none"))
		return 0;
	if (access("/sys/module/irqbypass", F_OK) && module_load("irqbypass", ""))
		return -1;
	if (!module_open(&kvm, config->modules, "kvm") &&
	    !module_open(&vendor, config->modules, vendor_module()))
		error = load_all(&kvm, &vendor, config);
	free(kvm.file);
	free(vendor.file);
	return error;
}

void kvm_unload(void)
{
	remove_module("kvm_amd");
	remove_module("kvm_intel");
}
