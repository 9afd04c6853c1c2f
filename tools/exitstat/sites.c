// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modes.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "sites.h"
#include "sites_output.h"
#include "sites_read.h"
#include "sites_symbols.h"
#include "sites_trace.h"

/* How the host's exits are numbered, by the vendor module that is loaded. */
static enum isa host_isa(void)
{
	if (!access("/sys/module/kvm_intel", F_OK))
		return ISA_VMX;
	return access("/sys/module/kvm_amd", F_OK) ? ISA_NONE : ISA_SVM;
}

static int wait_for_signal(void)
{
	sigset_t signals;
	int got;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	error("counting until Ctrl-C");
	sigwait(&signals, &got);
	return STATUS_DONE;
}

/* The command's status, or what is ours if it did not run; then *@ran is false. */
static int pass_time(const struct sites_options *options, bool *ran)
{
	int status;

	*ran = true;
	if (!options->command)
		return wait_for_signal();
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	*ran = run_command(options->command, &status) >= 0;
	return status;
}

static int show(const struct sites_options *options, const struct sites_text *text, enum isa isa,
		const struct symbols *symbols, struct output *output)
{
	const char *of = options->pid ? "of a VM" : "of all VMs", *why;
	struct sites sites;
	char *title;
	bool whole;

	why = sites_read(&sites, isa, text);
	if (why) {
		error("cannot read what the kernel counted: %s", why);
		return STATUS_CANNOT_RUN;
	}
	title = options->command ? print("Exit sites %s while '%s' ran", of, options->command[0])
				 : print("Exit sites %s", of);
	sites_output(output, &sites, symbols, title, options->top);
	free(title);
	if (sites.lost)
		error("%lu of %lu exits are of no site: the histogram of %zu sites was full; "
		      "--sites=%d has room for more",
		      sites.lost, sites.exits, options->entries, SITES_TRACE_MOST);
	if (sites.untold)
		error("of %lu exits the leaf, the MSR or the address found no room; --sites=%d has "
		      "room for more",
		      sites.untold, SITES_TRACE_MOST);
	whole = !sites.lost && !sites.untold;
	sites_free(&sites);
	return whole ? STATUS_DONE : STATUS_INCOMPLETE;
}

static int count(const struct sites_options *options, const struct symbols *symbols,
		 struct output *output)
{
	enum isa isa = host_isa();
	struct sites_trace trace;
	struct sites_text text;
	int status, shown;
	char *wrong;
	bool ran;

	if (isa == ISA_NONE) {
		error("neither kvm_intel nor kvm_amd is loaded here: there are no exits to count");
		return STATUS_CANNOT_RUN;
	}
	wrong = sites_trace_start(&trace, options->pid, options->entries);
	if (wrong) {
		error("cannot count exit sites, which takes root on the host: %s", wrong);
		free(wrong);
		return STATUS_CANNOT_RUN;
	}
	status = pass_time(options, &ran);
	wrong = ran ? sites_trace_read(&trace, &text) : NULL;
	sites_trace_stop(&trace);
	if (wrong) {
		error("the kernel's counts are gone: %s", wrong);
		free(wrong);
		return STATUS_CANNOT_RUN;
	}
	if (!ran)
		return status;
	shown = show(options, &text, isa, symbols, output);
	sites_text_free(&text);
	return shown == STATUS_DONE ? status : shown;
}

int mode_sites(const struct sites_options *options, struct output *output)
{
	struct symbols symbols = { 0 };
	char *wrong = options->kallsyms ? symbols_read(&symbols, options->kallsyms) : NULL;
	int status;

	if (wrong) {
		error("%s", wrong);
		free(wrong);
		return STATUS_CANNOT_RUN;
	}
	status = count(options, &symbols, output);
	symbols_free(&symbols);
	return status;
}
