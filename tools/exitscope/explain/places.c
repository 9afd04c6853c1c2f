// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_path.h"
#include "base/file.h"
#include "places.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "walk/elf_symbols.h"

/* A field of a cpio archive's head, of eight hexadecimal digits. */
static size_t field(const char *head, int number)
{
	char text[9] = "";

	memcpy(text, head + 6 + 8 * number, 8);
	return strtoul(text, NULL, 16);
}

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

/* A member of an archive as lab/rootfs.sh writes it ("newc"). */
static struct file member(const struct file *archive, const char *name)
{
	const size_t head = 110;
	size_t at = 0;

	while (archive->size - at > head && !memcmp(archive->data + at, "070701", 6)) {
		size_t size = field(archive->data + at, 6), length = field(archive->data + at, 11);
		size_t body = padded(at + head + length);
		const char *found = archive->data + at + head;

		if (body > archive->size || size > archive->size - body || !length ||
		    found[length - 1])
			break;
		if (!strcmp(found, name))
			return (struct file){ archive->data + body, size };
		at = padded(body + size);
		if (at > archive->size)
			break;
	}
	return (struct file){ 0 };
}

/* Names may be links in L1, not in the archive: all libraries are copies. */
static void add_map(struct symbols *symbols, const struct file *archive, const char *line)
{
	unsigned long long from, to, offset;
	char path[512] = "", *name;
	struct file file;

	if (sscanf(line, "%llx-%llx %*s %llx %*s %*s %511s", &from, &to, &offset, path) < 3)
		return;
	name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	symbols_add_module(symbols, SPACE_USER, from, to, from - offset,
			   *name ? name : "anonymous");
	file = member(archive, *path == '/' ? path + 1 : path);
	if (!file.data && *path == '/') {
		char *usr = print("usr%s", path);

		file = member(archive, usr);
		free(usr);
	}
	if (file.data)
		elf_symbols(symbols, SPACE_USER, file.data, file.size, offset, from, name);
}

static void add_maps(struct symbols *symbols, const struct layout *layout,
		     const struct options *options)
{
	char *name = print("lab/%s/l1.cpio", options->kernel), *path = build_path(name);
	char *copy = print("%s", layout->maps ? layout->maps : ""), *rest = copy, *line;
	struct file archive = file_map(path);

	while ((line = strsep(&rest, "\n")))
		if (*line)
			add_map(symbols, &archive, line);
	file_unmap(&archive);
	free(copy);
	free(path);
	free(name);
}

static bool add_guest(struct symbols *symbols, const char *path)
{
	struct file file = file_map(path);
	bool good = file.data && elf_symbols(symbols, SPACE_GUEST, file.data, file.size,
					     ELF_AS_LINKED, 0, "guest");

	file_unmap(&file);
	return good;
}

struct symbols *places_symbols(const struct layout *layout, const struct options *options,
			       char **guest)
{
	struct symbols *symbols = symbols_new();

	*guest = print("%s", options->image ? options->image : "");

	if (!symbols_add_kallsyms(symbols, layout->symbols ? layout->symbols : "",
				  layout->symbols_size)) {
		error("L1's kernel tells no symbols (CONFIG_KALLSYMS, kptr_restrict): its functions have no names");
		symbols_free(symbols);
		return NULL;
	}
	add_maps(symbols, layout, options);
	/* The guest's own symbols are in a file beside it, unless it is another guest that has them. */
	if (!add_guest(symbols, *guest)) {
		free(*guest);
		*guest = build_path("guest/exitscope.debug");
		add_guest(symbols, *guest);
	}
	symbols_sort(symbols);
	return symbols;
}
