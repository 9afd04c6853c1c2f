// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "shared/memory.h"
#include "shell_words.h"

struct reader {
	const char *at;
	unsigned int max_smp;
	char *word; /* so far */
	size_t length;
	bool begun; /* an empty word in quotes is one */
	char *problem;
};

static void put(struct reader *reader, const char *text, size_t length)
{
	reader->word = grow(reader->word, reader->length + length + 1);
	memcpy(reader->word + reader->length, text, length);
	reader->length += length;
	reader->word[reader->length] = 0;
	reader->begun = true;
}

/* What a shell would evaluate. False: nobody does here. */
static bool evaluated(struct reader *reader)
{
	static const char date[] = "`date +%s`", smp[] = "$MAX_SMP";
	size_t length;

	if (!strncmp(reader->at, date, sizeof(date) - 1)) {
		put(reader, date, sizeof(date) - 1);
		reader->at += sizeof(date) - 1;
		return true;
	}
	if (!strncmp(reader->at, smp, sizeof(smp) - 1)) {
		char *number = print("%u", reader->max_smp);

		put(reader, number, strlen(number));
		free(number);
		reader->at += sizeof(smp) - 1;
		return true;
	}
	length = *reader->at == '`' ? 1 + strcspn(reader->at + 1, "`") + 1
				    : strcspn(reader->at, " \t\"'");
	reader->problem =
		print("'%.*s' is for a shell, which is not asked here", (int)length, reader->at);
	return false;
}

/* From behind the quote to behind the next one. */
static bool quoted(struct reader *reader, char quote)
{
	reader->begun = true;
	while (*reader->at != quote) {
		if (!*reader->at) {
			reader->problem = print("a quote %c is not closed", quote);
			return false;
		}
		if (quote == '"' && (*reader->at == '`' || *reader->at == '$')) {
			if (!evaluated(reader))
				return false;
			continue;
		}
		if (quote == '"' && *reader->at == '\\' && reader->at[1] &&
		    strchr("\"\\$`", reader->at[1]))
			reader->at++;
		put(reader, reader->at++, 1);
	}
	reader->at++;
	return true;
}

static bool step(struct reader *reader)
{
	char c = *reader->at;

	if (c == '"' || c == '\'') {
		reader->at++;
		return quoted(reader, c);
	}
	if (c == '`' || c == '$')
		return evaluated(reader);
	if (strchr("|&;<>()", c)) {
		reader->problem = print("'%c' is for a shell, which is not asked here", c);
		return false;
	}
	if (c == '\\' && reader->at[1])
		reader->at++;
	put(reader, reader->at++, 1);
	return true;
}

static void end_word(struct reader *reader, struct words *words)
{
	if (reader->begun)
		words_add(words, "%s", reader->word ? reader->word : "");
	free(reader->word);
	reader->word = NULL;
	reader->length = 0;
	reader->begun = false;
}

bool shell_words(struct words *words, const char *text, unsigned int max_smp, char **problem)
{
	struct reader reader = { .at = text, .max_smp = max_smp };

	while (*reader.at && !reader.problem) {
		if (strchr(" \t\n", *reader.at)) {
			end_word(&reader, words);
			reader.at++;
			continue;
		}
		step(&reader);
	}
	if (!reader.problem && words->count < EMULATOR_WORDS - 1)
		end_word(&reader, words);
	free(reader.word);
	*problem = reader.problem;
	return !reader.problem;
}
