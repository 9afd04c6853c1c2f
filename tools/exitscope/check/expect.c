// SPDX-License-Identifier: GPL-2.0-only
/* Parses expectations: recursive descent over the words of a line. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "log/log.h"
#include "log/reason_names.h"
#include "shared/memory.h"
#include "shared/message.h"

#define MAX_DIGITS 18 /* of a number, so that it fits 64 bits in any unit */

/* A line while it is parsed: the current word, where the next begins, what is wrong. */
struct parser {
	const char *line, *at;
	char word[128];
	unsigned int column, wrong_column;
	char *wrong;
};

__attribute__((format(printf, 2, 3))) static void wrong(struct parser *parser, const char *format,
							...)
{
	va_list arguments;

	if (parser->wrong)
		return;
	parser->wrong_column = parser->column;
	va_start(arguments, format);
	if (vasprintf(&parser->wrong, format, arguments) < 0)
		parser->wrong = print("wrong");
	va_end(arguments);
}

/* Characters of relations are words of their own, as `:` and `,` are; blanks part the others. */
static size_t word_length(const char *at)
{
	static const char relations[] = "=<>!";
	size_t length = 0;

	if (*at == ':' || *at == ',')
		return 1;
	if (strchr(relations, *at))
		return strspn(at, relations);
	while (at[length] && !isspace((unsigned char)at[length]) && !strchr("=<>!:,#", at[length]))
		length++;
	return length;
}

static void next(struct parser *parser)
{
	size_t length;

	while (isspace((unsigned char)*parser->at))
		parser->at++;
	parser->column = parser->at - parser->line + 1;
	parser->word[0] = 0;
	if (!*parser->at || *parser->at == '#')
		return;
	length = word_length(parser->at);
	if (length >= sizeof(parser->word)) {
		wrong(parser, "a word of %zu characters", length);
		return;
	}
	memcpy(parser->word, parser->at, length);
	parser->word[length] = 0;
	parser->at += length;
}

static bool is(const struct parser *parser, const char *word)
{
	return !strcmp(parser->word, word);
}

static bool take(struct parser *parser, const char *word)
{
	if (!is(parser, word))
		return false;
	next(parser);
	return true;
}

static const char *shown(const struct parser *parser)
{
	return *parser->word ? parser->word : "the end of the line";
}

/* Digits with at most one dot among them, exactly. */
static struct ratio number_of(struct parser *parser, const char *text, size_t length)
{
	struct ratio ratio = { 0, 1 };
	size_t digits = 0;
	bool dot = false;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '.' && !dot) {
			dot = true;
			continue;
		}
		if (!isdigit((unsigned char)text[i]) || ++digits > MAX_DIGITS) {
			digits = 0;
			break;
		}
		ratio.over = ratio.over * 10 + text[i] - '0';
		ratio.under *= dot ? 10 : 1;
	}
	if (!digits || text[length - 1] == '.')
		wrong(parser, "'%.*s' is not a number (%u digits at most)", (int)length, text,
		      MAX_DIGITS);
	return ratio;
}

static void between(struct parser *parser, struct range *range)
{
	const char *dots = strstr(parser->word, "..");

	range->low = range->high = true;
	range->least = number_of(parser, parser->word, dots - parser->word);
	range->most = number_of(parser, dots + 2, strlen(dots + 2));
	next(parser);
}

static struct range parse_range(struct parser *parser)
{
	struct range range = { 0 };
	bool less = is(parser, "<") || is(parser, "<="), more = is(parser, ">") || is(parser, ">=");
	bool open = is(parser, "<") || is(parser, ">");

	if (strstr(parser->word, "..")) {
		between(parser, &range);
		return range;
	}
	if (!less && !more && !is(parser, "=") && !is(parser, "==")) {
		wrong(parser, "expected =, <, <=, >, >= or LEAST..MOST, not %s", shown(parser));
		return range;
	}
	next(parser);
	range.low = !less;
	range.high = !more;
	range.above_low = more && open;
	range.below_high = less && open;
	range.least = range.most = number_of(parser, parser->word, strlen(parser->word));
	next(parser);
	return range;
}

static void condition_word(struct parser *parser, struct condition *condition)
{
	static const struct {
		const char *word;
		enum condition_kind kind;
	} words[] = {
		{ "vmx", WHEN_NUMBERING }, { "svm", WHEN_NUMBERING },	  { "xapic", WHEN_APIC },
		{ "x2apic", WHEN_APIC },   { "counters", WHEN_COUNTERS }, { "vcpus", WHEN_VCPUS },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!is(parser, words[i].word))
			continue;
		condition->kind = words[i].kind;
		condition->word = words[i].word;
		return;
	}
	condition->kind = WHEN_FLAG;
	for (condition->bit = 0; condition->bit < FLAG_COUNT; condition->bit++)
		if (is(parser, flag_names[condition->bit]))
			return;
	wrong(parser,
	      "no condition '%s'; there are vmx, svm, xapic, x2apic, counters, vcpus and "
	      "the configuration flags (exitscope(1))",
	      shown(parser));
}

static void parse_conditions(struct parser *parser, struct expect *expect)
{
	do {
		struct condition *condition;

		expect->conditions = grow(expect->conditions,
					  (expect->condition_count + 1) * sizeof(*condition));
		condition = &expect->conditions[expect->condition_count++];
		memset(condition, 0, sizeof(*condition));
		condition->negated = take(parser, "not") || take(parser, "!");
		condition_word(parser, condition);
		next(parser);
		if (condition->kind == WHEN_VCPUS)
			condition->range = parse_range(parser);
	} while (!parser->wrong && take(parser, ","));
	if (!take(parser, ":"))
		wrong(parser, "expected ':' after the conditions, not %s", shown(parser));
}

static void parse_reason(struct parser *parser, struct expect *expect)
{
	char *end;

	if (is(parser, "any")) {
		expect->reason_kind = REASON_ANY;
	} else if (is(parser, "other")) {
		expect->reason_kind = REASON_OTHER;
	} else if (isdigit((unsigned char)parser->word[0])) {
		expect->reason = strtoul(parser->word, &end, 0);
		if (*end || expect->reason > 0xffff || strlen(parser->word) > 8)
			wrong(parser, "'%s' is not an exit reason: 0 to 0xffff", parser->word);
	} else if (reason_known(NULL, parser->word)) {
		expect->reason_name = print("%s", parser->word);
	} else {
		/* It would count 0 for ever. */
		wrong(parser,
		      "no exit reason '%s'; reasons are names of the kernel's kvm_exit "
		      "tracepoint, numbers, any, or other",
		      shown(parser));
	}
	next(parser);
}

static void parse_unit(struct parser *parser, struct expect *expect, enum unit otherwise)
{
	expect->unit = otherwise;
	if (take(parser, "in")) {
		expect->unit = UNIT_TOTAL;
		if (!take(parser, "total"))
			wrong(parser, "expected 'in total', not in %s", shown(parser));
	} else if (take(parser, "per")) {
		expect->unit = is(parser, "exit") ? UNIT_EXIT : UNIT_OP;
		if (!is(parser, "op") && (!is(parser, "exit") || expect->claim == CLAIM_EXITS))
			wrong(parser, "expected 'per op'%s, not per %s",
			      expect->claim == CLAIM_EXITS ? "" : " or 'per exit'", shown(parser));
		next(parser);
	}
}

static void parse_quantile(struct parser *parser, struct expect *expect)
{
	static const char *const names[] = { "min", "median", "p99", "max", "mean" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!take(parser, names[i]))
			continue;
		expect->quantile = i;
		return;
	}
	wrong(parser, "expected min, median, p99, max or mean, not %s", shown(parser));
}

static void parse_function(struct parser *parser, struct expect *expect)
{
	if (expect->claim == CLAIM_NEVER && !take(parser, "enters"))
		wrong(parser, "expected 'never enters', not never %s", shown(parser));
	else if (!*parser->word || strchr("=<>!:,", *parser->word))
		wrong(parser, "expected a function's name, not %s", shown(parser));
	expect->function = print("%s", parser->word);
	next(parser);
}

static void parse_figure(struct parser *parser, struct expect *expect)
{
	switch (expect->claim) {
	case CLAIM_EXITS:
	case CLAIM_HANDLED:
	case CLAIM_AWAY:
		parse_reason(parser, expect);
		break;
	case CLAIM_ROUND_TRIP:
		parse_quantile(parser, expect);
		break;
	case CLAIM_INSTRUCTIONS:
	case CLAIM_CALLS:
	case CLAIM_NEVER:
		parse_function(parser, expect);
		break;
	default:
		break;
	}
	if (parser->wrong || expect->claim == CLAIM_NEVER)
		return;
	expect->range = parse_range(parser);
	if (expect->claim == CLAIM_EXITS)
		parse_unit(parser, expect, UNIT_OP);
	else if (expect->claim == CLAIM_HANDLED || expect->claim == CLAIM_AWAY)
		parse_unit(parser, expect, UNIT_EXIT);
}

static void parse_claim(struct parser *parser, struct expect *expect)
{
	static const struct {
		const char *word;
		enum claim claim;
		enum outcome outcome;
	} claims[] = {
		{ "exits", CLAIM_EXITS, 0 },
		{ "round-trip", CLAIM_ROUND_TRIP, 0 },
		{ "handled", CLAIM_HANDLED, 0 },
		{ "away", CLAIM_AWAY, 0 },
		{ "transition", CLAIM_TRANSITION, 0 },
		{ "ops", CLAIM_OPS, 0 },
		{ "instructions", CLAIM_INSTRUCTIONS, 0 },
		{ "calls", CLAIM_CALLS, 0 },
		{ "never", CLAIM_NEVER, 0 },
		{ "steady", CLAIM_STEADY, 0 },
		{ "pass", CLAIM_VERDICT, OUTCOME_PASS },
		{ "fail", CLAIM_VERDICT, OUTCOME_FAIL },
		{ "skip", CLAIM_VERDICT, OUTCOME_SKIP },
	};

	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		if (!take(parser, claims[i].word))
			continue;
		expect->claim = claims[i].claim;
		expect->outcome = claims[i].outcome;
		if (expect->claim < CLAIM_STEADY)
			parse_figure(parser, expect);
		return;
	}
	wrong(parser,
	      "expected exits, round-trip, handled, away, transition, ops, instructions, calls, never, "
	      "steady, pass, fail or skip, not %s",
	      shown(parser));
}

static void parse_workload(struct parser *parser, struct expect *expect)
{
	static const char of_names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789_.-*?";

	if (!*parser->word || parser->word[strspn(parser->word, of_names)])
		wrong(parser, "expected a workload's name or a glob of names, not %s",
		      shown(parser));
	expect->workload = print("%s", parser->word);
	next(parser);
}

bool expect_is_traced(const struct expect *expect)
{
	return expect->claim == CLAIM_INSTRUCTIONS || expect->claim == CLAIM_CALLS ||
	       expect->claim == CLAIM_NEVER;
}

bool expect_is_cost(const struct expect *expect)
{
	return expect->claim == CLAIM_ROUND_TRIP || expect->claim == CLAIM_TRANSITION ||
	       expect->claim == CLAIM_STEADY;
}

static void free_expect(struct expect *expect)
{
	free(expect->conditions);
	free(expect->workload);
	free(expect->reason_name);
	free(expect->function);
	free(expect->text);
}

static void parse_expect(struct parser *parser, struct expect *expect)
{
	const char *claim, *end;

	if (take(parser, "when"))
		parse_conditions(parser, expect);
	expect->optional = take(parser, "optional");
	if (!parser->wrong)
		parse_workload(parser, expect);
	if (parser->wrong)
		return;
	claim = parser->line + parser->column - 1;
	parse_claim(parser, expect);
	if (!parser->wrong && *parser->word)
		wrong(parser, "nothing more is expected, but there is %s", parser->word);
	end = claim + strcspn(claim, "#");
	while (end > claim && isspace((unsigned char)end[-1]))
		end--;
	expect->text = print("%.*s", (int)(end - claim), claim);
}

void expects_line(struct expects *expects, unsigned int number, const char *line, bool quiet)
{
	struct parser parser = { .line = line, .at = line };
	struct expect expect = { .line = number };

	next(&parser);
	if (!*parser.word && !parser.wrong)
		return;
	parse_expect(&parser, &expect);
	if (!parser.wrong) {
		expects->expect = grow(expects->expect, (expects->count + 1) * sizeof(expect));
		expects->expect[expects->count++] = expect;
		return;
	}
	if (!quiet)
		error("%s:%u:%u: %s", expects->path, number, parser.wrong_column, parser.wrong);
	expects->errors++;
	free(parser.wrong);
	free_expect(&expect);
}

bool expects_read(struct expects *expects, const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;
	bool good = file != NULL;

	expects->path = print("%s", path);
	while (file && getline(&line, &room, file) >= 0) {
		line[strcspn(line, "\r\n")] = 0;
		expects_line(expects, ++number, line, false);
	}
	good = good && !ferror(file);
	if (!good)
		error("%s: %s", path, strerror(errno));
	else if (!expects->errors && !expects->count)
		error("%s: no expectation in it", path);
	if (file)
		fclose(file);
	free(line);
	return good && !expects->errors && expects->count;
}

void expects_free(struct expects *expects)
{
	for (size_t i = 0; i < expects->count; i++)
		free_expect(&expects->expect[i]);
	free(expects->expect);
	free(expects->path);
	memset(expects, 0, sizeof(*expects));
}
