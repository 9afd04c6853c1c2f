// SPDX-License-Identifier: GPL-2.0-only
/*
 * price WORDS...: for each variant loads KVM, starts its tracer, and runs the guest with these
 * words as its command line. Each line of the guest is printed behind the variant's name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "job.h"
#include "modules.h"
#include "say.h"
#include "tracer.h"

#define GUEST_SECONDS 60  /* of the lab's time */
#define GUEST_BUSY    300 /* of its processor's */

/* Those of one kvm.ko follow each other, since loading it is what takes longest. */
static const struct variant {
	const char *name, *modules, *parameter;
	const struct tracer *tracer;
} variants[] = {
	{ .name = "stock", .modules = "stock" },
	{ .name = "histogram", .modules = "stock", .tracer = &histogram },
	{ .name = "perf-count", .modules = "stock", .tracer = &perf_count },
	{ .name = "perf-record", .modules = "stock", .tracer = &perf_record },
	{ .name = "bpf-count", .modules = "stock", .tracer = &bpf_count },
	{ .name = "bpf-time", .modules = "stock", .tracer = &bpf_time },
	/* What the tracers leave behind would be seen here. */
	{ .name = "stock-again", .modules = "stock" },
	{ .name = "unpatched", .modules = "unpatched" },
	{ .name = "off", .modules = "patched", .parameter = "exit_counters=0" },
	{ .name = "on", .modules = "patched", .parameter = "exit_counters=1" },
	{ .name = "write-up", .modules = "write-up" },
};

static struct config describe(const struct variant *variant, char *append)
{
	static const char *const arguments[] = { "-machine", "pc,accel=kvm", "-m",   "64",
						 "-cpu",     "host",	     "-smp", "1" };
	struct config config = {
		.name = (char *)variant->name,
		.modules = (char *)variant->modules,
		.image = "guest.elf",
		.append = append,
		.limit = GUEST_SECONDS,
		.busy = GUEST_BUSY,
	};

	if (variant->parameter)
		config.parameter[config.parameters++] = (char *)variant->parameter;
	for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++)
		config.argument[config.arguments++] = (char *)arguments[i];
	return config;
}

static void run(const struct variant *variant, char *append)
{
	struct config config = describe(variant, append);

	if (kvm_load(&config))
		return;
	if (!variant->tracer) {
		guest_run(&config);
	} else if (!variant->tracer->start()) {
		guest_run(&config);
		say("counted %llu", (unsigned long long)variant->tracer->stop());
	}
	kvm_unload();
}

int main(int argc, char **argv)
{
	char append[1024] = "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++) {
		strncat(append, argv[i], sizeof(append) - strlen(append) - 2);
		strcat(append, " ");
	}
	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
		say_of(variants[i].name);
		run(&variants[i], append);
	}
	return say_failed();
}
