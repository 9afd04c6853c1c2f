// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/memory.h"
#include "sites_symbols.h"

/* Behind the last symbol nothing says where its code ends. */
#define LAST_LENGTH 0x10000

static void add(struct symbols *symbols, u64 address, char type, const char *name,
		const char *module)
{
	if (!(symbols->n & (symbols->n - 1)))
		symbols->symbol = grow(symbols->symbol, (symbols->n ? 2 * symbols->n : 1) *
								sizeof(*symbols->symbol));
	symbols->symbol[symbols->n++] = (struct symbol){
		.address = address,
		.code = strchr("tTwW", type),
		.name = print("%s%s%s", name, *module ? " " : "", module),
	};
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *one = a, *other = b;

	if (one->address != other->address)
		return one->address < other->address ? -1 : 1;
	if (one->code != other->code) /* code last, where it is found */
		return one->code ? 1 : -1;
	return strcmp(other->name, one->name);
}

char *symbols_read(struct symbols *symbols, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, name[512], module[128], type, *wrong = NULL;
	size_t room = 0, number = 0;
	u64 address, any = 0;

	*symbols = (struct symbols){ 0 };
	if (!file)
		return print("%s: %s", path, strerror(errno));
	while (!wrong && getline(&line, &room, file) > 0) {
		number++;
		*module = 0;
		if (sscanf(line, "%lx %c %511s %127s", &address, &type, name, module) < 3) {
			wrong = print("%s:%zu: not a line of /proc/kallsyms", path, number);
			break;
		}
		any |= address;
		add(symbols, address, type, name, module);
	}
	if (!wrong && ferror(file))
		wrong = print("%s: %s", path, strerror(errno));
	if (!wrong && !any)
		wrong = print("%s: %s", path,
			      number ? "all addresses are 0: read it as root" : "no symbols");
	free(line);
	fclose(file);
	if (wrong)
		symbols_free(symbols);
	else
		qsort(symbols->symbol, symbols->n, sizeof(*symbols->symbol), by_address);
	return wrong;
}

void symbols_free(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->n; i++)
		free(symbols->symbol[i].name);
	free(symbols->symbol);
	*symbols = (struct symbols){ 0 };
}

const char *symbols_find(const struct symbols *symbols, u64 address, u64 *offset)
{
	size_t low = 0, high = symbols->n;
	const struct symbol *symbol;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	symbol = &symbols->symbol[low - 1];
	*offset = address - symbol->address;
	if (!symbol->code || (low == symbols->n && *offset >= LAST_LENGTH))
		return NULL;
	return symbol->name;
}
