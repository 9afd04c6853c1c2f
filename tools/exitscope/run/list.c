// SPDX-License-Identifier: GPL-2.0-only
/* exitscope list: the guest is asked itself, in plain QEMU: it needs neither KVM nor a lab. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build_path.h"
#include "base/status.h"
#include "lab/emulator.h"
#include "lab/kvm.h"
#include "list.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/table.h"
#include "log/verdict.h"
#include "plan/config.h"
#include "shared/clock.h"
#include "shared/memory.h"
#include "shared/message.h"

#define TIMEOUT 60 /* seconds; it takes one */

struct listing {
	struct log log;
	char *tail; /* what the emulator last said */
};

struct arguments {
	const char *image;
	char *globs;
};

enum { KEY_IMAGE = 256 };

static const struct argp_option option_list[] = {
	{ "image", KEY_IMAGE, "FILE", 0, "The guest, .iso or .elf; default: build/exitscope.elf",
	  0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	char *more;

	switch (key) {
	case KEY_IMAGE:
		arguments->image = argument;
		return 0;
	case ARGP_KEY_ARG:
		more = print("%s%s%s", arguments->globs ? arguments->globs : "",
			     arguments->globs ? "," : "", argument);
		free(arguments->globs);
		arguments->globs = more;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool take_line(struct emulator *emulator, enum stream stream, const char *line,
		      size_t length)
{
	struct listing *listing = emulator->data;

	if (stream == STREAM_OUTPUT) {
		log_line(&listing->log, line, length);
	} else if (stream == STREAM_ERRORS && length) {
		free(listing->tail);
		listing->tail = print("%.*s", (int)length, line);
	}
	return true;
}

static enum status show(const struct listing *listing)
{
	char *why;
	enum status status = log_verdict(&listing->log, &why);

	if (status == STATUS_PASS)
		log_table(&listing->log, stdout);
	else
		error("%s%s%s", why, listing->tail ? "; QEMU: " : "",
		      listing->tail ? listing->tail : "");
	free(why);
	return listing->tail && status == STATUS_INCOMPLETE ? STATUS_CANNOT_RUN : status;
}

int command_list(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "[GLOB]...",
		.doc = "Prints the guest's workloads, all or those that a glob names.",
	};
	struct arguments arguments = { 0 };
	struct listing listing = { 0 };
	struct emulator emulator = { .line = take_line, .data = &listing };
	struct config config = { .vcpus = 1 };
	enum status status;
	char *image;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	image = arguments.image ? print("%s", arguments.image) : build_path("exitscope.elf");
	config.append = print("list%s%s", arguments.globs ? " run=" : "",
			      arguments.globs ? arguments.globs : "");
	if (access(image, R_OK)) {
		error("no guest image %s: %s (make)", image, strerror(errno));
		status = STATUS_CANNOT_RUN;
	} else {
		tcg_command(&emulator.words, &config, image);
		emulator.deadline = now() + TIMEOUT;
		emulator_run(&emulator);
		log_done(&listing.log);
		status = show(&listing);
	}
	words_free(&emulator.words);
	log_free(&listing.log);
	free(listing.tail);
	free(config.append);
	free(arguments.globs);
	free(image);
	return status;
}
