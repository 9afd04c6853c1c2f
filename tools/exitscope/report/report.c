// SPDX-License-Identifier: GPL-2.0-only
/* exitscope report LOG... -o FILE.html: one page that needs nothing else. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "base/status.h"
#include "base/xml.h"
#include "exhibit.h"
#include "explain/saved.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/paths.h"
#include "log/reason_names.h"
#include "log/verdict.h"
#include "page.h"
#include "report.h"
#include "report_plots.h"
#include "report_steps.h"
#include "report_style.h"
#include "report_tables.h"
#include "shared/memory.h"
#include "shared/message.h"

struct arguments {
	struct paths logs;
	const char *output, *title;
};

enum { KEY_TITLE = 256 };

static const struct argp_option option_list[] = {
	{ "output", 'o', "FILE", 0, "Where the page goes (- is standard output)", 0 },
	{ "title", KEY_TITLE, "TEXT", 0, "The page's title; default: Exitscope", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'o':
		arguments->output = argument;
		return 0;
	case KEY_TITLE:
		arguments->title = argument;
		return 0;
	case ARGP_KEY_ARG:
		return paths_expand(&arguments->logs, argument) ? 0 : STATUS_CANNOT_RUN;
	case ARGP_KEY_END:
		if (!arguments->logs.count)
			argp_error(state, "which log?");
		if (!arguments->output)
			argp_error(state, "-o FILE says where the page goes; it is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool has_tdp(const struct exhibit *exhibit)
{
	return exhibit->log.host.flags >> FLAG_TDP & 1;
}

/* The same host but for its paging: all other flags may follow from that, so only these count. */
static bool pair(const struct exhibit *a, const struct exhibit *b)
{
	const struct log_host *x = &a->log.host, *y = &b->log.host;

	return x->counters && y->counters && has_tdp(a) && !has_tdp(b) &&
	       !strcmp(x->numbering, y->numbering) && !strcmp(x->apic, y->apic) &&
	       x->vcpus == y->vcpus;
}

/* Each log with TDP beside the first with shadow paging that is its like; a shadow log once. */
static void write_pairs(struct page *page, const struct exhibit *exhibits, size_t count)
{
	bool *taken = allocate(count * sizeof(*taken));
	size_t number = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			if (taken[j] || !pair(&exhibits[i], &exhibits[j]))
				continue;
			taken[j] = true;
			report_pairs(page, &exhibits[i], &exhibits[j], ++number);
			break;
		}
	}
	free(taken);
}

static void write_log(struct page *page, const struct exhibit *exhibit, size_t number)
{
	fprintf(page->to,
		"<section id=\"log%zu\" aria-labelledby=\"log%zuh\">\n<h2 id=\"log%zuh\">", number,
		number, number);
	xml_text(exhibit->name, page->to);
	fprintf(page->to,
		"</h2>\n<p class=\"verdict%s\">%s: ", exhibit->status == STATUS_PASS ? "" : " bad",
		status_name(exhibit->status));
	xml_text(exhibit->why, page->to);
	fputs("</p>\n<div class=\"figures\">\n", page->to);
	report_exits(page, exhibit);
	report_round_trips(page, exhibit);
	report_shares(page, exhibit);
	fputs("</div>\n", page->to);
	report_results(page, exhibit, number);
	fputs("</section>\n", page->to);
}

/* False: a trace on it could not be explained. */
static bool write_page(struct page *page, const char *title, const struct exhibit *exhibits,
		       size_t count)
{
	bool good;

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      /* Or the browser asks its server for one. */
	      "<link rel=\"icon\" href=\"data:,\">\n<title>",
	      page->to);
	xml_text(title, page->to);
	fprintf(page->to, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", report_style);
	fputs("<a class=\"skip\" href=\"#main\">To the figures</a>\n<header>\n<h1>", page->to);
	xml_text(title, page->to);
	fputs("</h1>\n<p>VM exits of a guest under KVM, by workload and reason, with what each cost. "
	      "Cycles are of the time stamp counter; in the labs svm and vmx one is an "
	      "instruction.</p>\n",
	      page->to);
	report_logs(page, exhibits, count);
	fputs("</header>\n<main id=\"main\">\n", page->to);
	write_pairs(page, exhibits, count);
	good = report_steps(page, exhibits, count);
	for (size_t i = 0; i < count; i++)
		write_log(page, &exhibits[i], i + 1);
	fputs("</main>\n</body>\n</html>\n", page->to);
	return good;
}

/* A kept trace has its log in it. */
static bool read_one(struct exhibit *exhibit, const char *path)
{
	struct saved saved;

	if (!saved_is_there(path))
		return log_open(&exhibit->log, path);
	if (!saved_open(&saved, path))
		return false;
	exhibit->trace = path;
	exhibit->log = saved.log;
	saved.log = (struct log){ 0 };
	symbols_free(saved.symbols);
	saved_close(&saved);
	return true;
}

static bool read_all(const struct paths *logs, struct exhibit *exhibits, enum status *status)
{
	bool good = true;

	for (size_t i = 0; good && i < logs->count; i++) {
		struct exhibit *exhibit = &exhibits[i];

		good = read_one(exhibit, logs->path[i]);
		exhibit->status = log_verdict(&exhibit->log, &exhibit->why);
		exhibit->name = paths_name(logs->path[i]);
		if (exhibit->status == STATUS_PASS || exhibit->status == STATUS_FAIL ||
		    exhibit->status == STATUS_SKIP)
			continue;
		error("%s: %s: %s", logs->path[i], status_name(exhibit->status), exhibit->why);
		*status = status_worse(*status, exhibit->status);
	}
	return good;
}

static enum status report(const struct arguments *arguments)
{
	size_t count = arguments->logs.count;
	struct exhibit *exhibits = allocate(count * sizeof(*exhibits));
	enum status status = STATUS_PASS;
	struct output output;
	bool good = read_all(&arguments->logs, exhibits, &status) &&
		    output_open(&output, arguments->output);

	if (good) {
		struct page page = { .to = output.file, .good = true };

		if (!write_page(&page, arguments->title, exhibits, count))
			status = status_worse(status, STATUS_INCOMPLETE);
		good = page.good;
		if (good)
			good = output_close(&output);
		else
			output_drop(&output);
	}
	for (size_t i = 0; i < count; i++) {
		log_free(&exhibits[i].log);
		free(exhibits[i].name);
		free(exhibits[i].why);
	}
	free(exhibits);
	return good ? status : STATUS_CANNOT_RUN;
}

int command_report(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "LOG|DIRECTORY... -o FILE.html",
		.doc = "Writes logs as one page of tables and plots, which needs no other file, no "
		       "network and no script. Plots are gnuplot's. Where there are logs of one "
		       "host with nested and with shadow paging, the page compares them. Traces that "
		       "explain has kept will do for logs; of two of one configuration the later one's "
		       "rows say which functions changed."
		       "\v"
		       "Status 0: written. 5: written, but a log is incomplete, and the page says so.",
	};
	struct arguments arguments = { .title = "Exitscope" };
	enum status status = STATUS_CANNOT_RUN;

	if (!argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		status = report(&arguments);
	paths_free(&arguments.logs);
	return status;
}
