// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log/parse.h"
#include "saved.h"
#include "shared/message.h"

struct trailer {
	uint64_t trace, symbols, log; /* sizes */
	char magic[8];
};

static bool copy_log(FILE *to, const char *path)
{
	FILE *log = fopen(path, "re");
	char text[4096];
	size_t got;

	if (!log)
		return false;
	while ((got = fread(text, 1, sizeof(text), log)))
		if (fwrite(text, 1, got, to) != got)
			break;
	return !fclose(log) && !ferror(to);
}

bool saved_write(int fd, const struct symbols *symbols, const char *log_path)
{
	struct trailer trailer = { 0 };
	FILE *file = fdopen(dup(fd), "r+");
	bool good;
	long at = 0;

	if (!file)
		return false;
	good = !fseek(file, 0, SEEK_END) && (at = ftell(file)) >= 0;
	trailer.trace = at;
	symbols_save(symbols, file);
	trailer.symbols = ftell(file) - at;
	at = ftell(file);
	good = good && copy_log(file, log_path);
	trailer.log = ftell(file) - at;
	memcpy(trailer.magic, SAVED_MAGIC, sizeof(trailer.magic));
	good = good && fwrite(&trailer, sizeof(trailer), 1, file) == 1;
	good = !fclose(file) && good;
	if (!good)
		error("the trace cannot be saved: %s", strerror(errno));
	return good;
}

static bool find_parts(const struct saved *saved, struct trailer *trailer)
{
	if (saved->file.size < sizeof(*trailer))
		return false;
	memcpy(trailer, saved->file.data + saved->file.size - sizeof(*trailer), sizeof(*trailer));
	return !memcmp(trailer->magic, SAVED_MAGIC, sizeof(trailer->magic)) &&
	       trailer->trace <= saved->file.size && trailer->symbols <= saved->file.size &&
	       trailer->log <= saved->file.size &&
	       trailer->trace + trailer->symbols + trailer->log + sizeof(*trailer) ==
		       saved->file.size;
}

static void read_log(struct log *log, const char *text, size_t size)
{
	while (size) {
		const char *end = memchr(text, '\n', size);
		size_t length = end ? (size_t)(end - text) : size;

		log_line(log, text, length);
		size -= length + (end ? 1 : 0);
		text += length + (end ? 1 : 0);
	}
}

bool saved_is_there(const char *path)
{
	FILE *file = fopen(path, "re");
	char magic[sizeof(SAVED_MAGIC) - 1];
	bool good = file && !fseek(file, -(long)sizeof(magic), SEEK_END) &&
		    fread(magic, sizeof(magic), 1, file) == 1 &&
		    !memcmp(magic, SAVED_MAGIC, sizeof(magic));

	if (file)
		fclose(file);
	return good;
}

bool saved_open(struct saved *saved, const char *path)
{
	struct trailer trailer;
	const char *at;

	*saved = (struct saved){ 0 };
	saved->file = file_map(path);
	if (!saved->file.data && errno) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	if (!find_parts(saved, &trailer)) {
		error("%s: not a saved trace, or cut", path);
		file_unmap(&saved->file);
		return false;
	}
	saved->trace = trailer.trace;
	at = saved->file.data + trailer.trace;
	saved->symbols = symbols_load(at, trailer.symbols);
	read_log(&saved->log, at + trailer.symbols, trailer.log);
	return true;
}

void saved_close(struct saved *saved)
{
	file_unmap(&saved->file);
	log_free(&saved->log);
}
