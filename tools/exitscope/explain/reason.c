// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <strings.h>

#include "reason.h"

/* What a reason's exits have for an instruction (of the guest), or a handler (of KVM's). */
static const struct sign {
	const char *reason, *instruction, *handler;
} signs[] = {
	{ "cpuid", "CPUID", NULL },
	{ "hlt", "HLT", NULL },
	{ "io", "IN", NULL },
	{ "io", "OUT", NULL },
	{ "io", "INS", NULL },
	{ "io", "OUTS", NULL },
	{ "io_instruction", "IN", NULL },
	{ "io_instruction", "OUT", NULL },
	{ "io_instruction", "INS", NULL },
	{ "io_instruction", "OUTS", NULL },
	{ "msr", "RDMSR", NULL },
	{ "msr", "WRMSR", NULL },
	{ "msr_read", "RDMSR", NULL },
	{ "msr_write", "WRMSR", NULL },
	{ "iret", "IRET", NULL },
	{ "pause", "PAUSE", NULL },
	{ "pause_instruction", "PAUSE", NULL },
	{ "cr_access", "MOV to CR", NULL },
	{ "cr_access", "MOV from CR", NULL },
	{ "cr0_sel_write", "MOV to CR", NULL },
	{ "vintr", NULL, "interrupt_window_interception" },
	{ "vintr", NULL,
	  NULL }, /* KVM has its handler inline, as the only one beside that of interrupts */
	{ "npf", NULL, "npf_interception" },
	{ "pf_excp", NULL, "pf_interception" },
	{ "db_excp", NULL, "db_interception" },
	{ "interrupt_window", NULL, "handle_interrupt_window" },
	{ "nmi_window", NULL, "handle_nmi_window" },
	{ "ept_violation", NULL, "handle_ept_violation" },
	{ "ept_misconfig", NULL, "handle_ept_misconfig" },
	{ "exception_nmi", NULL, "handle_exception_nmi" },
	{ "external_interrupt", NULL, "handle_external_interrupt" },
	{ "interrupt", NULL, "intr_interception" },
	{ "preemption_timer", NULL, "handle_preemption_timer" },
	{ "task_switch", NULL, "task_switch_interception" },
	{ "task_switch", NULL, "handle_task_switch" },
};

static bool has_sign(const struct explained_exit *exit, const struct sign *sign, bool by_handler)
{
	if (!by_handler)
		return sign->instruction && exit->instruction &&
		       !strcmp(exit->instruction, sign->instruction);
	if (sign->handler)
		return exit->handler && !strcmp(exit->handler->name, sign->handler);
	return !sign->instruction && !exit->handler && !exit->interrupted;
}

static bool fits(const struct explained_exit *exit, const char *reason, bool by_handler)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (!strcasecmp(signs[i].reason, reason) && has_sign(exit, &signs[i], by_handler))
			return true;
	return false;
}

static uint64_t per_op(const struct log_result *result, const struct log_exit *counted)
{
	return counted->background || !result->ops || counted->count % result->ops
		       ? 0
		       : counted->count / result->ops;
}

/* The host's own: no handler is called, or that of such exits. */
static bool is_interrupt(const struct explained_exit *exit)
{
	return exit->interrupted &&
	       (!exit->handler || !strcmp(exit->handler->name, "intr_interception") ||
		!strncmp(exit->handler->name, "handle_external_interrupt", 25));
}

/* The one reason that there is, as often as there are exits; or NULL. */
static const char *only_reason(const struct explained_op *op, const struct log_result *result)
{
	const char *only = NULL;
	size_t exits = 0;

	for (size_t i = 0; i < op->exit_count; i++)
		exits += !is_interrupt(&op->exits[i]);
	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *counted = &result->exits[i];

		if (counted->background || !counted->count)
			continue;
		if (only || per_op(result, counted) != exits)
			return NULL;
		only = counted->name;
	}
	return only;
}

static const char *interrupt_name(const struct log_result *result)
{
	for (size_t i = 0; i < result->exit_count; i++)
		if (!strcasecmp(result->exits[i].name, "interrupt") ||
		    !strcasecmp(result->exits[i].name, "external_interrupt"))
			return result->exits[i].name;
	return "interrupt";
}

/* By its handler, or if that is no sign by the instruction. */
static const char *fitting(const struct explained_exit *exit, const struct log_result *result)
{
	const char *found = NULL;

	for (int by_handler = 1; by_handler >= 0 && !found; by_handler--) {
		for (size_t i = 0; i < result->exit_count; i++) {
			if (result->exits[i].background ||
			    !fits(exit, result->exits[i].name, by_handler))
				continue;
			if (found)
				return NULL;
			found = result->exits[i].name;
		}
	}
	return found;
}

static bool is_of(const struct explained_exit *exit, const struct log_exit *counted)
{
	return exit->reason == counted->name;
}

static bool as_counted(const struct explained_op *op, const struct log_result *result)
{
	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *counted = &result->exits[i];
		uint64_t found = 0;

		for (size_t j = 0; j < op->exit_count; j++)
			found += is_of(&op->exits[j], counted);
		if (!counted->background && found != per_op(result, counted))
			return false;
	}
	return true;
}

/* What is left: exits that nothing fits, if they are as many as one reason has more than were found. */
static void eliminate(struct explained_op *op, const struct log_result *result)
{
	const struct log_exit *left = NULL;
	uint64_t missing = 0, unknown = 0;

	for (size_t i = 0; i < result->exit_count; i++) {
		uint64_t more = per_op(result, &result->exits[i]);

		for (size_t j = 0; j < op->exit_count && more; j++)
			more -= is_of(&op->exits[j], &result->exits[i]);
		if (more && left)
			return;
		if (more) {
			left = &result->exits[i];
			missing = more;
		}
	}
	for (size_t j = 0; j < op->exit_count; j++)
		unknown += !op->exits[j].reason;
	for (size_t j = 0; j < op->exit_count && left && unknown == missing; j++)
		if (!op->exits[j].reason)
			op->exits[j].reason = left->name;
}

void reason_set(struct explained_op *op, const struct log_result *result)
{
	const char *only = only_reason(op, result);
	bool all = true;

	for (size_t i = 0; i < op->exit_count; i++)
		op->exits[i].reason = is_interrupt(&op->exits[i]) ? interrupt_name(result)
				      : only			  ? only
								  : fitting(&op->exits[i], result);
	eliminate(op, result);
	for (size_t i = 0; i < op->exit_count; i++)
		all &= op->exits[i].reason != NULL;
	if (all && as_counted(op, result))
		return;
	for (size_t i = 0; i < op->exit_count; i++)
		op->exits[i].reason = NULL;
}
