// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "calls/format_read.h"
#include "calls/format_text.h"
#include "calls/formats.h"
#include "lay.h"
#include "lay_saved.h"
#include "shared/message.h"
#include "write.h"

bool writing_is_plain(const struct writing *writing)
{
	return !writing->format && !writing->against;
}

/* JSON begins with a brace, and a trace does not. */
static bool is_json(const char *path)
{
	FILE *file = fopen(path, "re");
	int first = file ? getc(file) : EOF;

	if (file)
		fclose(file);
	return first == '{';
}

static bool lay_json(struct parts *parts, const char *path)
{
	char *wrong = parts_read(parts, BEFORE, path);

	if (wrong)
		error("%s", wrong);
	free(wrong);
	return !wrong;
}

static char *write_text(const struct parts *parts, FILE *to)
{
	format_changes(parts, to);
	return NULL;
}

static bool write_parts(const struct writing *writing, const struct parts *parts)
{
	format_writer *write = writing->format ? format_find(writing->format) : write_text;
	struct output output;
	char *wrong;

	if (!output_open(&output, writing->output))
		return false;
	wrong = write(parts, output.file);
	if (!wrong)
		return output_close(&output);
	error("%s", wrong);
	free(wrong);
	output_drop(&output);
	return false;
}

enum status explanation_write(const struct writing *writing, const struct explanation *explanation)
{
	struct parts parts = { 0 };
	bool good = true;

	explanation_lay(&parts, NOW, explanation);
	if (writing->against && is_json(writing->against))
		good = lay_json(&parts, writing->against);
	else if (writing->against)
		good = explanation_lay_saved(&parts, BEFORE, writing->against);
	if (good) {
		parts_sum(&parts, writing->against);
		good = write_parts(writing, &parts);
	}
	parts_free(&parts);
	return good ? STATUS_PASS : STATUS_CANNOT_RUN;
}
