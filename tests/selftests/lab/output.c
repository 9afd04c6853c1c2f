// SPDX-License-Identifier: GPL-2.0-only
/* A test's output: its last lines, its TAP lines counted, and its reason to skip or fail. */
#include <stdio.h>
#include <string.h>

#include "output.h"

static bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

static void count_tap(struct output *output, const char *line)
{
	if (strstr(line, "# SKIP") && (begins(line, "ok ") || begins(line, "not ok ")))
		output->skipped++;
	else if (begins(line, "ok "))
		output->passed++;
	else if (begins(line, "not ok "))
		output->failed++;
}

/*
 * The reason: the place of a failed assertion ("file.c:123: expression"), else the last line that
 * speaks of skipping. Values are left out, since process ids and addresses would be among them.
 */
static void find_why(struct output *output, const char *line)
{
	if (output->assertion) {
		output->assertion = false;
		snprintf(output->why, sizeof(output->why), "%s", line);
	} else if (begins(line, "==== Test Assertion Failure")) {
		output->assertion = true;
	} else if (!strchr(output->why, ':') && strcasestr(line, "skip")) {
		snprintf(output->why, sizeof(output->why), "%s", line);
	}
}

static void end_line(struct output *output)
{
	const char *line = output->line;

	output->line[output->length] = 0;
	output->length = 0;
	line += strspn(line, " \t\r");
	if (!*line)
		return;
	strcpy(output->tail[output->lines++ % TAIL_LINES], output->line);
	count_tap(output, line);
	find_why(output, line);
}

void output_take(struct output *output, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\n')
			end_line(output);
		else if (output->length < TEXT_LENGTH - 1)
			output->line[output->length++] = text[i] == '\t' ? ' ' : text[i];
	}
}

void output_end(struct output *output)
{
	if (output->length)
		end_line(output);
}

void output_print_tail(const struct output *output)
{
	unsigned int first = output->lines > TAIL_LINES ? output->lines - TAIL_LINES : 0;

	for (unsigned int i = first; i < output->lines; i++)
		printf("| %s\n", output->tail[i % TAIL_LINES]);
}

const char *output_why(const struct output *output)
{
	if (*output->why)
		return output->why;
	return output->lines ? output->tail[(output->lines - 1) % TAIL_LINES] : "-";
}
