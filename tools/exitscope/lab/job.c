// SPDX-License-Identifier: GPL-2.0-only
/* The job for L1's agent, a file, and the guest's image, appended to the lab's initramfs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/build_path.h"
#include "cpio.h"
#include "job.h"
#include "lab.h"
#include "plan/config.h"
#include "plan/labs.h"
#include "plan/modules.h"
#include "plan/options.h"
#include "plan/tracer.h"
#include "shared/memory.h"
#include "shared/message.h"

static void lines(FILE *job, const char *key, const char *words)
{
	char *copy = print("%s", words), *rest = copy, *word;

	while ((word = strsep(&rest, " ")))
		if (*word)
			fprintf(job, "%s %s\n", key, word);
	free(copy);
}

static void describe(FILE *job, const struct config *config, const struct options *options,
		     const char *image)
{
	const struct lab_kind *kind = &lab_kinds[options->machine];
	double busy = options->timeout * kind->speed * 0.6;
	char smp[16];

	snprintf(smp, sizeof(smp), "%u", config->vcpus);
	fprintf(job, "config %s\nmodules %s\n", config->name, modules_kind(options->modules));
	/* Distributions give large pages to who asks. */
	fprintf(job, "pages %s\n", options->runner ? "large" : config->pages);
	fprintf(job, "append quirks=%s%s%s%s", options->quirks.told, *config->append ? " " : "",
		config->append, *config->disturb ? " busy" : "");
	if (options->tracer)
		fprintf(job, " explain=%u\nlayout", options->tracer->ops);
	fprintf(job, "\n");
	lines(job, "parameter", config->kvm);
	if (options->runner) {
		fprintf(job, "suite\nend\n");
		return;
	}
	if (options->payload) {
		fprintf(job, "exec %s\nend\n", options->exec);
		return;
	}
	fprintf(job, "image %s\n", image);
	lines(job, "argument", "-machine pc,accel=kvm -m 64 -smp");
	lines(job, "argument", smp);
	lines(job, "argument", strstr(config->qemu, "-cpu") ? "" : "-cpu host");
	lines(job, "argument", config->qemu);
	/* An idle guest's time costs nothing, a busy one's does: two limits. */
	fprintf(job, "limit 60\nbusy %u\n", busy < 1 ? 1 : (unsigned int)busy);
	/* What killed a VM, its life's histogram tells. */
	if (options->oracle || options_host_counts(options) || config->death)
		fprintf(job, "oracle\n");
	if (options_host_counts(options))
		fprintf(job, "host-counts\n");
	if (options->machine == LAB_VMX)
		fprintf(job, "patient\n");
	if (config->dirty_log)
		fprintf(job, "dirty-log\n");
	lines(job, "disturb", config->disturb);
	if (options->crash)
		fprintf(job, "crash\n");
	fprintf(job, "end\n");
}

static bool append_job(struct blob *initrd, const struct configs *configs,
		       const struct options *options, const char *image)
{
	size_t size;
	char *text;
	FILE *job = open_memstream(&text, &size);
	bool good;

	for (size_t i = 0; i < configs->count; i++)
		describe(job, &configs->config[i], options, image);
	fclose(job);
	good = cpio_member(initrd, "job/job", text, size);
	free(text);
	return good;
}

static bool append_image(struct blob *initrd, const char *image, const char *path)
{
	char *member = print("job/%s", image);
	bool good = cpio_file(initrd, member, path);

	free(member);
	return good;
}

/* Beside those that the lab has. A folder need not have both vendors'. */
static bool append_modules(struct blob *initrd, const char *folder)
{
	static const char *const names[] = { "kvm", "kvm-intel", "kvm-amd" };
	bool good = cpio_directory(initrd, "lab/modules/given");

	for (size_t i = 0; good && i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = print("%s/%s.ko", folder, names[i]);
		char *member = print("lab/modules/given/%s.ko", names[i]);

		good = access(path, F_OK) || cpio_file(initrd, member, path);
		free(member);
		free(path);
	}
	return good;
}

bool job_initrd(struct blob *initrd, const struct configs *configs, const struct options *options,
		const char *path)
{
	const char *dot = path ? strrchr(path, '.') : NULL;
	const char *image = dot && !strcmp(dot, ".iso") ? "guest.iso" : "guest.elf";
	char *name = print("lab/%s/l1.cpio", options->kernel), *base = build_path(name);
	bool good = !access(base, R_OK);

	if (!good)
		error("%s: %s: make lab KERNEL=%s", base, strerror(errno), options->kernel);
	good = good && blob_create(initrd, "exitscope-initrd") && blob_append_file(initrd, base) &&
	       append_job(initrd, configs, options, image) &&
	       (!path || append_image(initrd, image, path)) &&
	       (!modules_given(options->modules) || append_modules(initrd, options->modules)) &&
	       (!options->payload || cpio_folder(initrd, options->payload)) &&
	       (!options->runner || options->runner->pack(options->runner->data, initrd)) &&
	       cpio_end(initrd);
	free(name);
	free(base);
	return good;
}
