// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build_path.h"
#include "child.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "try_kernel.h"

#define SCRIPT "../tools/lab/tree_commit.sh"

struct command {
	char *script, *build;
	const char *tree, *commit;
};

static int execute(void *data)
{
	struct command *command = data;
	char *const arguments[] = { command->script, command->build, (char *)command->tree,
				    (char *)command->commit, NULL };

	execv(command->script, arguments);
	error("%s: %s", command->script, strerror(errno));
	return STATUS_CANNOT_RUN;
}

/* A line of the script's answer, without its end; NULL: there is none. */
static char *answer(FILE *from)
{
	char *line = NULL;
	size_t room = 0;

	if (getline(&line, &room, from) < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = 0;
	return line;
}

static enum status run_script(struct try_kernel *kernel, struct command *command)
{
	FILE *said = tmpfile();
	enum status status;

	if (!said) {
		error("no temporary file: %s", strerror(errno));
		return STATUS_CANNOT_RUN;
	}
	status = child_run(execute, command, fileno(said));
	rewind(said);
	kernel->name = answer(said);
	kernel->called = answer(said);
	fclose(said);
	/* What a script may end with when something in it fails that it did not foresee. */
	if (status == STATUS_FAIL || (status == STATUS_PASS && !kernel->called))
		status = STATUS_CANNOT_RUN;
	return status;
}

bool try_kernel_possible(void)
{
	char *script = build_path(SCRIPT);
	bool possible = !access(script, X_OK);

	if (!possible)
		error("no %s: try builds kernels by the scripts of Exitscope's source tree; say where its "
		      "build folder is, EXITSCOPE_BUILD=DIR, after `make tools guest lab' there",
		      script);
	free(script);
	return possible;
}

enum status try_kernel_build(struct try_kernel *kernel, const char *tree, const char *commit)
{
	struct command command = {
		.script = build_path(SCRIPT),
		.build = build_path("."),
		.tree = tree,
		.commit = commit,
	};
	enum status status;

	memset(kernel, 0, sizeof(*kernel));
	status = run_script(kernel, &command);
	free(command.script);
	free(command.build);
	return status;
}

void try_kernel_free(struct try_kernel *kernel)
{
	free(kernel->name);
	free(kernel->called);
}
