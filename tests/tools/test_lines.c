// SPDX-License-Identifier: GPL-2.0-only
/* Lines and inlined functions of a small module (lines_sample.c), wherever its sections lie; and of a trace, made by hand, of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "lines/addr2line.h"
#include "lines/roots.h"
#include "lines/sections.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "shared/trace_writer.h"
#include "walk/trace.h"
#include "walk/walk.h"

#define SOURCE "tests/tools/lines_sample.c"

#define TEXT 0xffffffffc0100000 /* where the sample's .text lies */
#define COLD 0xffffffffc0200000 /* and its .text.unlikely */
#define RSP  0xffffc90000003f00

static const char *object; /* the sample, built */

struct sample {
	struct file file;
	struct elf64 elf;
	struct symbols *symbols;
	uint64_t caller, leaf, cold; /* where they lie */
};

/* The number of the line with that comment. */
static unsigned int line_of(const char *word)
{
	char *comment = print("/* %s */", word), *line = NULL;
	FILE *file = fopen(SOURCE, "re");
	unsigned int number = 0, found = 0;
	size_t room = 0;

	assert_non_null(file);
	while (getline(&line, &room, file) > 0) {
		number++;
		if (strstr(line, comment))
			found = number;
	}
	fclose(file);
	free(line);
	free(comment);
	assert_true(found);
	return found;
}

/* @moved: so far from where the others say is one of the functions. */
static void load(struct sample *sample, uint64_t moved)
{
	struct elf64_functions functions;

	*sample = (struct sample){ .file = file_map(object), .symbols = symbols_new() };
	assert_non_null(sample->file.data);
	assert_true(elf64_open(&sample->elf, sample->file.data, sample->file.size));
	assert_true(elf64_functions(&sample->elf, &functions));
	while (elf64_function(&functions)) {
		const Elf64_Shdr *section = &sample->elf.sections[functions.symbol->st_shndx];
		bool cold = strcmp(elf64_section(&sample->elf, section), ".text") != 0;
		uint64_t at = functions.symbol->st_value + (cold ? COLD : TEXT);

		if (!strcmp(functions.name, "caller"))
			sample->caller = at;
		if (!strcmp(functions.name, "leaf"))
			sample->leaf = at += moved;
		if (!strcmp(functions.name, "cold"))
			sample->cold = at;
		symbols_add(sample->symbols, SPACE_KERNEL, at, 0, functions.name, "sample");
	}
	/* Another module's, of the same name. */
	symbols_add(sample->symbols, SPACE_KERNEL, 0xffffffffc0300000, 0, "caller", "other");
	symbols_sort(sample->symbols);
	assert_true(sample->caller && sample->leaf && sample->cold);
}

static void unload(struct sample *sample)
{
	symbols_free(sample->symbols);
	file_unmap(&sample->file);
}

static const struct placed *placed(const struct sections *sections, const char *name)
{
	for (size_t i = 0; i < sections->count; i++)
		if (!strcmp(sections->at[i].name, name))
			return &sections->at[i];
	return NULL;
}

static void where_sections_lie(void **state)
{
	struct sections sections;
	struct sample sample;

	(void)state;
	load(&sample, 0);
	assert_null(sections_find(&sections, &sample.elf, sample.symbols, "sample"));
	assert_int_equal(sections.count, 2);
	assert_int_equal(placed(&sections, ".text")->base, TEXT);
	assert_int_equal(placed(&sections, ".text.unlikely")->base, COLD);
	assert_true(sample.cold < placed(&sections, ".text.unlikely")->to);
	sections_free(&sections);
	unload(&sample);
}

static void other_builds(void **state)
{
	struct sections sections;
	struct sample sample;
	char *why;

	(void)state;
	load(&sample, 16);
	why = sections_find(&sections, &sample.elf, sample.symbols, "sample");
	assert_non_null(why);
	assert_non_null(strstr(why, "of another build"));
	free(why);
	sections_free(&sections);
	why = sections_find(&sections, &sample.elf, sample.symbols, "nobody");
	assert_string_equal(why, "of another build: L1's kernel has none of its functions");
	free(why);
	sections_free(&sections);
	unload(&sample);
}

/* `function file:line` of each, the outermost first. */
struct told {
	char *text;
	struct chains *chains;
	uint64_t base;
};

static void tell(void *data, size_t index, struct chain_words *words, size_t links)
{
	struct told *told = data;
	char *more;

	for (size_t i = 0; i < links; i++) {
		const char *name = words[i].file ? strrchr(words[i].file, '/') : NULL;

		more = print("%s%zu %s %s:%u\n", told->text, index, words[i].function,
			     name ? name + 1 : "?", words[i].line);
		free(told->text);
		told->text = more;
	}
}

static void a_section(void **state)
{
	struct told told = { .text = print("%s", "") };
	struct sample sample;
	uint64_t offset;
	char *expected;

	(void)state;
	load(&sample, 0);
	offset = sample.cold - COLD;
	assert_true(addr2line(object, ".text.unlikely", &offset, 1, tell, &told));
	expected = print("0 cold lines_sample.c:%u\n0 inner lines_sample.c:%u\n", line_of("cold"),
			 line_of("inner"));
	assert_string_equal(told.text, expected);
	free(expected);
	free(told.text);
	unload(&sample);
}

static void take(void *data, size_t index, struct chain_words *words, size_t links)
{
	struct told *told = data;

	(void)index;
	for (size_t i = 0; i < links; i++)
		words[i].file = words[i].file ? "sample.c" : NULL;
	chains_add(told->chains, told->base, "sample", words, links);
}

static void at(struct trace_writer *writer, uint64_t address, const char *bytes, size_t size,
	       uint64_t stack)
{
	struct trace_insn insn;

	trace_insn_init(&insn, address, (const uint8_t *)bytes, size);
	trace_write_insn(writer, &insn);
	if (stack)
		trace_write_stack(writer, stack);
}

/* caller's first instruction, its call, leaf's first, and what is behind the call, each with its bytes. */
static int trace_of(const struct sample *sample, uint64_t *call)
{
	int fd = memfd_create("trace", 0);
	struct trace_writer *writer = trace_writer_open(fd);
	const uint8_t *code =
		(const uint8_t *)sample->file.data + sample->elf.sections[1].sh_offset;
	uint64_t address = sample->caller;
	const char *why;

	while (code[address - TEXT] != 0xe8)
		address++;
	*call = address;
	trace_write_mark(writer);
	at(writer, sample->caller, "\x90", 1, 0);
	at(writer, address, "\xe8\0\0\0\0", 5, RSP);
	at(writer, sample->leaf, "\xc3", 1, RSP);
	at(writer, address + 5, "\x90", 1, 0);
	trace_write_mark(writer);
	assert_true(trace_writer_close(writer, &why));
	return fd;
}

static char *described(const struct tree_node *root)
{
	char *text = print("%s", "");

	for (const struct tree_node *node = root; (node = tree_next(root, node));) {
		char *more = print("%s%*s%s %llu*%llu @%u", text, (int)node->depth - 1, "",
				   node->function->name, (unsigned long long)node->own,
				   (unsigned long long)node->calls, node->at.line);

		free(text);
		text = more;
		for (size_t i = 0; i < node->lines; i++) {
			more = print("%s %u:%llu", text, node->line[i].at.line,
				     (unsigned long long)node->line[i].own);
			free(text);
			text = more;
		}
		more = print("%s\n", text);
		free(text);
		text = more;
	}
	return text;
}

static struct tree_node *walk(struct symbols *symbols, int fd)
{
	struct tree_node *root = tree_new();
	struct walk_hooks hooks = { 0 };
	struct trace_event event;
	struct trace trace;
	struct stat status;
	struct walk *walk;
	void *data;

	fstat(fd, &status);
	data = mmap(NULL, status.st_size, PROT_READ, MAP_SHARED, fd, 0);
	assert_true(trace_open(&trace, data, status.st_size));
	walk = walk_new(&trace, symbols, false, &hooks);
	assert_true(trace_next(&trace, &event));
	walk_begin(walk);
	walk_into(walk, root);
	while (trace_next(&trace, &event) && event.item == TRACE_EXECUTE)
		walk_run(walk, &event);
	tree_sum(root);
	walk_free(walk);
	trace_close(&trace);
	munmap(data, status.st_size);
	return root;
}

static void a_tree(void **state)
{
	struct told told = { .chains = chains_new() };
	uint64_t call, address[4];
	struct tree_node *root;
	struct sample sample;
	char *text, *expected;
	int fd;

	(void)state;
	load(&sample, 0);
	fd = trace_of(&sample, &call);
	address[0] = sample.caller;
	address[1] = call;
	address[2] = sample.leaf;
	address[3] = call + 5;
	for (int i = 0; i < 4; i++) {
		uint64_t offset = address[i] - TEXT;

		told.base = address[i];
		assert_true(addr2line(object, ".text", &offset, 1, take, &told));
	}
	chains_sort(told.chains);
	root = walk(sample.symbols, fd);
	text = described(root);
	assert_string_equal(text, "caller 3*0 @0\n leaf 1*1 @0\n");
	free(text);
	tree_free(root);
	symbols_give_chains(sample.symbols, told.chains);
	assert_true(symbols_want_chains(sample.symbols));
	root = walk(sample.symbols, fd);
	text = described(root);
	expected = print(
		"caller 2*0 @0 %u:1 %u:1\n middle 0*0 @%u\n  inner 1*0 @%u %u:1\n leaf 1*1 @%u %u:1\n",
		line_of("call"), line_of("behind"), line_of("caller"), line_of("middle"),
		line_of("inner"), line_of("call"), line_of("leaf"));
	assert_string_equal(text, expected);
	assert_int_equal(root->total, 4);
	free(expected);
	free(text);
	tree_free(root);
	close(fd);
	unload(&sample);
}

/* What a trace keeps of them. */
static void kept(void **state)
{
	const struct chain_words words[] = { { "outer", "a b.c", 7 }, { "inner", NULL, 0 } };
	struct chains *chains = chains_new(), *again;
	const struct chain *chain;
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	chains_add(chains, 0x2000, "kvm", words, 2);
	chains_add(chains, 0x1000, "kvm", words, 1);
	chains_sort(chains);
	fputs("s 1 1000 0 outer kvm\n", file);
	chains_save(chains, file);
	fclose(file);
	again = chains_load(text, size);
	assert_non_null(again);
	chain = chains_find(again, 0x2000);
	assert_int_equal(chain->links, 2);
	assert_null(chain->link[0].function);
	assert_string_equal(chain->link[0].at.file, "a b.c");
	assert_int_equal(chain->link[0].at.line, 7);
	assert_string_equal(chain->link[1].function->name, "inner");
	assert_string_equal(chain->link[1].function->module, "kvm");
	assert_null(chain->link[1].at.file);
	assert_null(chains_find(again, 0x1001));
	assert_null(chains_load("s 1 1000 0 outer kvm\n", 21));
	chains_free(again);
	chains_free(chains);
	free(text);
}

static void names_of_files(void **state)
{
	char *root[] = { "/tree/" };
	struct roots roots = { root, 1 };
	static const struct {
		const char *path, *shorter;
	} rows[] = {
		{ "/tree/arch/x86/kvm/x86.c", "arch/x86/kvm/x86.c" },
		{ "/tree/obj/../arch/./x86/a.c", "arch/x86/a.c" },
		{ "/elsewhere/a.c", "/elsewhere/a.c" },
		{ "../a.c", "../a.c" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *shorter = roots_shorten(&roots, rows[i].path);

		assert_string_equal(shorter, rows[i].shorter);
		free(shorter);
	}
}

static void no_such_file(void **state)
{
	uint64_t offset = 0;

	(void)state;
	assert_false(addr2line("/nonexistent", NULL, &offset, 1, tell, NULL));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_sections_lie),
		cmocka_unit_test(other_builds),
		cmocka_unit_test(a_section),
		cmocka_unit_test(a_tree),
		cmocka_unit_test(kept),
		cmocka_unit_test(names_of_files),
		cmocka_unit_test(no_such_file),
	};

	(void)argc;
	program_name = "test_lines";
	object = print("%s.sample.o", argv[0]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
