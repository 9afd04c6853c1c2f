// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/memory.h"
#include "symbols.h"

struct symbol {
	uint64_t address, size;
	struct function *function;
	bool used; /* it was found */
};

struct module {
	uint64_t from, to, base;
	const char *name;
};

struct list {
	struct symbol *symbol;
	size_t count, room;
	struct module *module;
	size_t modules;
};

struct symbols {
	struct list space[SPACES];
	struct {
		uint64_t address;
		enum space space;
		const struct function *function;
	} cache[1024];	  /* of those that were asked for by address */
	struct list made; /* functions that were asked for, and have no symbol */
	char **name;	  /* of modules, each once */
	size_t names;
	struct chains *chains; /* NULL: there are none */
	bool wanted;	       /* these */
};

static const char *const whole_space[SPACES] = {
	[SPACE_GUEST] = "guest",
	[SPACE_KERNEL] = "kernel",
	[SPACE_USER] = "user",
};

struct symbols *symbols_new(void)
{
	return allocate(sizeof(struct symbols));
}

static void free_list(struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free((char *)list->symbol[i].function->name);
		free(list->symbol[i].function);
	}
	free(list->symbol);
	free(list->module);
}

void symbols_free(struct symbols *symbols)
{
	if (!symbols)
		return;
	for (int i = 0; i < SPACES; i++)
		free_list(&symbols->space[i]);
	free_list(&symbols->made);
	for (size_t i = 0; i < symbols->names; i++)
		free(symbols->name[i]);
	free(symbols->name);
	chains_free(symbols->chains);
	free(symbols);
}

static const char *module_name(struct symbols *symbols, const char *name)
{
	/* Symbols of a module come one after the other. */
	for (size_t i = symbols->names; i-- > 0;)
		if (!strcmp(symbols->name[i], name))
			return symbols->name[i];
	symbols->name = grow(symbols->name, (symbols->names + 1) * sizeof(char *));
	symbols->name[symbols->names] = print("%s", name);
	return symbols->name[symbols->names++];
}

static struct function *add(struct list *list, uint64_t address, uint64_t size, char *name,
			    const char *module)
{
	struct function *function = allocate(sizeof(*function));

	if (list->count == list->room)
		list->symbol = grow(list->symbol,
				    (list->room = list->room * 2 + 256) * sizeof(*list->symbol));
	function->name = name;
	function->module = module;
	function->address = address;
	list->symbol[list->count++] = (struct symbol){ address, size, function, false };
	return function;
}

void symbols_add(struct symbols *symbols, enum space space, uint64_t address, uint64_t size,
		 const char *name, const char *module)
{
	add(&symbols->space[space], address, size, print("%s", name), module_name(symbols, module))
		->named = true;
}

void symbols_add_module(struct symbols *symbols, enum space space, uint64_t from, uint64_t to,
			uint64_t base, const char *module)
{
	struct list *list = &symbols->space[space];

	list->module = grow(list->module, (list->modules + 1) * sizeof(*list->module));
	list->module[list->modules++] =
		(struct module){ from, to, base, module_name(symbols, module) };
}

static int underscores(const char *name)
{
	return strspn(name, "_");
}

/* Of several names for one address the one with fewer underscores before it, the shorter, the first one. */
static int by_address(const void *left, const void *right)
{
	const struct symbol *a = left, *b = right;
	const char *name = a->function->name, *other = b->function->name;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (!a->size != !b->size)
		return a->size ? -1 : 1;
	if (underscores(name) != underscores(other))
		return underscores(name) - underscores(other);
	if (strlen(name) != strlen(other))
		return strlen(name) < strlen(other) ? -1 : 1;
	return strcmp(name, other);
}

void symbols_sort(struct symbols *symbols)
{
	for (int i = 0; i < SPACES; i++)
		if (symbols->space[i].count)
			qsort(symbols->space[i].symbol, symbols->space[i].count,
			      sizeof(struct symbol), by_address);
}

static bool kallsyms_line(struct symbols *symbols, char *line)
{
	char name[512], module[128] = "kernel", type;
	unsigned long long address;

	if (sscanf(line, "%llx %c %511s [%127[^]]]", &address, &type, name, module) < 3)
		return false;
	if (!strchr("tTwW", type) || !address)
		return false;
	symbols_add(symbols, SPACE_KERNEL, address, 0, name, module);
	return true;
}

size_t symbols_add_kallsyms(struct symbols *symbols, const char *text, size_t size)
{
	char *copy = allocate(size + 1), *rest = copy, *line;
	size_t count = 0;

	memcpy(copy, text, size);
	while ((line = strsep(&rest, "\n")))
		count += kallsyms_line(symbols, line);
	free(copy);
	return count;
}

const struct function *symbols_find(const struct symbols *symbols, enum space space,
				    uint64_t address)
{
	const struct list *list = &symbols->space[space];
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	/* The first of those with that address. */
	low--;
	while (low && list->symbol[low - 1].address == list->symbol[low].address)
		low--;
	if (list->symbol[low].size && address - list->symbol[low].address >= list->symbol[low].size)
		return NULL;
	list->symbol[low].used = true;
	return list->symbol[low].function;
}

static const struct module *module_of(const struct symbols *symbols, enum space space,
				      uint64_t address)
{
	const struct list *list = &symbols->space[space];

	for (size_t i = 0; i < list->modules; i++)
		if (address >= list->module[i].from && address < list->module[i].to)
			return &list->module[i];
	return NULL;
}

const char *symbols_module(const struct symbols *symbols, enum space space, uint64_t address)
{
	const struct module *module = module_of(symbols, space, address);

	return module ? module->name : NULL;
}

const struct function *symbols_named(const struct symbols *symbols, enum space space,
				     const char *name)
{
	const struct list *list = &symbols->space[space];

	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->symbol[i].function->name, name))
			return list->symbol[i].function;
	return NULL;
}

static const struct function *made(struct symbols *symbols, uint64_t address, char *name,
				   const char *module)
{
	struct list *list = &symbols->made;

	for (size_t i = 0; i < list->count; i++) {
		const struct function *function = list->symbol[i].function;

		if (function->module == module && !strcmp(function->name, name)) {
			free(name);
			return function;
		}
	}
	return add(list, address, 0, name, module);
}

static const struct function *make_unnamed(struct symbols *symbols, enum space space,
					   uint64_t address)
{
	const struct module *module = module_of(symbols, space, address);

	if (!module)
		return made(symbols, address, print("0x%llx", (unsigned long long)address),
			    module_name(symbols, whole_space[space]));
	return made(symbols, address,
		    print("+0x%llx", (unsigned long long)(address - module->base)), module->name);
}

const struct function *symbols_unnamed(struct symbols *symbols, enum space space, uint64_t address)
{
	size_t i = (address ^ address >> 10) % 1024;

	if (!symbols->cache[i].function || symbols->cache[i].address != address ||
	    symbols->cache[i].space != space) {
		symbols->cache[i].address = address;
		symbols->cache[i].space = space;
		symbols->cache[i].function = make_unnamed(symbols, space, address);
	}
	return symbols->cache[i].function;
}

const struct function *symbols_somewhere(struct symbols *symbols, enum space space,
					 uint64_t address)
{
	const struct module *module = module_of(symbols, space, address);

	return made(symbols, 0, print("?"),
		    module ? module->name : module_name(symbols, whole_space[space]));
}

const struct function *symbols_hardware(struct symbols *symbols, const char *name)
{
	return made(symbols, 0, print("%s", name), module_name(symbols, "hardware"));
}

void symbols_give_chains(struct symbols *symbols, struct chains *chains)
{
	chains_free(symbols->chains);
	symbols->chains = chains;
}

bool symbols_want_chains(struct symbols *symbols)
{
	symbols->wanted = symbols->chains;
	return symbols->wanted;
}

const struct chains *symbols_chains(const struct symbols *symbols)
{
	return symbols->wanted ? symbols->chains : NULL;
}

void symbols_each(const struct symbols *symbols, enum space space,
		  void (*take)(const struct function *function, void *data), void *data)
{
	const struct list *list = &symbols->space[space];

	for (size_t i = 0; i < list->count; i++)
		take(list->symbol[i].function, data);
}

void symbols_save(const struct symbols *symbols, FILE *to)
{
	for (int space = 0; space < SPACES; space++) {
		const struct list *list = &symbols->space[space];

		for (size_t i = 0; i < list->count; i++) {
			const struct symbol *symbol = &list->symbol[i];

			if (symbol->used)
				fprintf(to, "s %d %llx %llx %s %s\n", space,
					(unsigned long long)symbol->address,
					(unsigned long long)symbol->size, symbol->function->name,
					symbol->function->module);
		}
		for (size_t i = 0; i < list->modules; i++)
			fprintf(to, "m %d %llx %llx %llx %s\n", space,
				(unsigned long long)list->module[i].from,
				(unsigned long long)list->module[i].to,
				(unsigned long long)list->module[i].base, list->module[i].name);
	}
	if (symbols->chains)
		chains_save(symbols->chains, to);
}

static void load_line(struct symbols *symbols, const char *line)
{
	unsigned long long a, b, c;
	char name[512], module[512];
	int space;

	if (sscanf(line, "s %d %llx %llx %511s %511s", &space, &a, &b, name, module) == 5 &&
	    space >= 0 && space < SPACES)
		symbols_add(symbols, space, a, b, name, module);
	else if (sscanf(line, "m %d %llx %llx %llx %511s", &space, &a, &b, &c, module) == 5 &&
		 space >= 0 && space < SPACES)
		symbols_add_module(symbols, space, a, b, c, module);
}

struct symbols *symbols_load(const char *text, size_t size)
{
	struct symbols *symbols = symbols_new();
	char *copy = allocate(size + 1), *rest = copy, *line;

	memcpy(copy, text, size);
	while ((line = strsep(&rest, "\n")))
		load_line(symbols, line);
	free(copy);
	symbols_sort(symbols);
	symbols_give_chains(symbols, chains_load(text, size));
	return symbols;
}
