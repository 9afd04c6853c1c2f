/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A workload: an operation, and what it must cost. A new one is a function and
 * a WORKLOAD row in a file of workloads/; nothing else changes.
 */
#ifndef EXITSCOPE_WORKLOAD_H
#define EXITSCOPE_WORKLOAD_H

#include "counters.h"
#include "shared/reasons.h"

/* Conditions of an expectation. Bits 0 to 31 are the host's configuration flags (ABI 2). */
#define TDP		   BIT(0) /* two-dimensional paging: EPT or NPT */
#define UNRESTRICTED_GUEST BIT(1)
#define APICV		   BIT(2) /* or AVIC */
#define FLEXPRIORITY	   BIT(3)
#define PML		   BIT(4)
#define PREEMPTION_TIMER   BIT(5)
#define VIRTUAL_NMI	   BIT(6)
#define NEXT_RIP_SAVE	   BIT(7)
#define VIRTUAL_GIF	   BIT(8)
#define PAUSE_FILTER	   BIT(9)
#define KERNEL_IRQCHIP	   BIT(10)
#define SPLIT_IRQCHIP	   BIT(11)
#define HLT_PASSTHROUGH	   BIT(12)
#define MWAIT_PASSTHROUGH  BIT(13)
#define PAUSE_PASSTHROUGH  BIT(14)
#define UMIP_EMULATED	   BIT(15)
#define NESTED		   BIT(16)
#define X2APIC_PASSTHROUGH BIT(17) /* EOI, and most reads */
#define IPI_VIRTUALIZATION BIT(18)
#define X2APIC_ICR	   BIT(19) /* and this is passed through, too */
#define IDLE_HLT	   BIT(20)
#define GIF_PASSTHROUGH	   BIT(21)
#define VMLOAD_PASSTHROUGH BIT(22)
#define RDPMC_PASSTHROUGH  BIT(23)
#define X2APIC_SELF_IPI	   BIT(24)
#define X2APIC_TIMER	   BIT(25) /* its initial count */
#define MMIO_CACHING	   BIT(26)
#define GUEST_DEBUG	   BIT(27)
#define USER_LEAVES	   BIT(28) /* CPL 3 sees the counters */
/* Bits from 32 on are what the guest knows of itself. */
#define X2APIC		   BIT(32) /* its local APIC is in x2APIC mode */
#define HIDDEN_RDRAND	   BIT(33) /* the hardware has it, CPUID hides it: hidden= says so */
#define HIDDEN_RDSEED	   BIT(34)
#define HIDDEN_RDTSCP	   BIT(35)
#define HIDDEN_INVPCID	   BIT(36)
#define HIDDEN_MSR_IMM	   BIT(37)
#define RDPID_SHOWN	   BIT(48) /* then VMX has RDTSCP too, hidden or not: one control for both */
#define EMPTY_REP_EXITS	   BIT(49) /* REP OUTS of nothing: asked of the processor */
#define DR4_IS_DR6	   BIT(50) /* to SVM's intercepts, and DR5 DR7: asked of the processor */
#define READ_RETRIED	   BIT(51) /* 6.1 emulates a read at an EPT violation only the second time */

/* What the processor, an emulated one, does otherwise than the manual says: quirks= says so. */
#define QUIRK_ECHO	     BIT(40) /* an injected interrupt may come twice */
#define QUIRK_INVD_WBINVD    BIT(41) /* INVD exits as WBINVD */
#define QUIRK_NO_XSETBV	     BIT(42) /* these are not intercepted */
#define QUIRK_NO_RDTSCP	     BIT(43)
#define QUIRK_NO_TASK_SWITCH BIT(44)
#define QUIRK_NO_CR_READ     BIT(45) /* nor reads of CR3 and CR4 */
#define QUIRK_NO_AC	     BIT(46) /* alignment is not checked */
#define QUIRK_STALE_EVENT    BIT(47) /* an exit amid INT n has an older event in EXITINTINFO */

/* What the host's own exits may do to an expectation. */
enum disturbed {
	EXACTLY,
	MORE,
	FEWER,
};

/*
 * So many exits of @reason an operation, on @isa, when all of @with and none
 * of @without hold. Where several rows of one reason hold, they add up.
 *
 * @disturbed: an exit that is the host's own business can make the operation
 * begin again, or keep something from coming about: for each of them that the
 * window saw, the reason may count one MORE, or one FEWER. For what is otherwise
 * exact only.
 *
 * @at_most: two vCPUs race, and the outcome decides: any number up to so many.
 */
struct expect {
	u8 isa;
	u16 reason;
	u16 per_op;
	u64 with, without;
	u8 disturbed; /* EXACTLY, MORE or FEWER */
	bool at_most;
};

#define ON_VMX(name, n, ...)                                                                       \
	{                                                                                          \
		.isa = ISA_VMX, .reason = VMX_##name, .per_op = n, ##__VA_ARGS__                   \
	}
#define ON_SVM(name, n, ...)                                                                       \
	{                                                                                          \
		.isa = ISA_SVM, .reason = SVM_##name, .per_op = n, ##__VA_ARGS__                   \
	}
/* A workload's expectations, ended by a row of no ISA. */
#define EXITS(...) ((const struct expect[]){ __VA_ARGS__, {} })

/* A write of an x2APIC's register, unless @passed says that it is passed through. */
#define ON_X2APIC_WRITE(n, passed)                                                                 \
	ON_VMX(MSR_WRITE, n, .with = X2APIC, .without = passed),                                   \
		ON_SVM(MSR, n, .with = X2APIC, .without = passed)

/*
 * ICR, by whatever way the APIC is reached: an interrupt to itself, by the shorthand. The
 * processor delivers it with virtual interrupt delivery (SDM vol. 3, 30.1.5 and 30.4.3.2) and with
 * AVIC (APM vol. 2, 15.29.6.1), where the write gets as far as that.
 */
#define ON_ICR_SELF(n) ON_X2APIC_WRITE(n, X2APIC_ICR), ON_APIC_PAGE(n)

/*
 * An interrupt to a vCPU by its ID, which takes both halves of ICR in xAPIC mode. With IPI
 * virtualization the processor delivers it; AVIC's lets the VMM wake a vCPU that does not run just then,
 * and without it takes none to run.
 */
#define ON_ICR_SEND(n)                                                                             \
	ON_X2APIC_WRITE(n, X2APIC_ICR), ON_APIC_PAGE(2 * (n)),                                     \
		ON_VMX(APIC_WRITE, n, .with = APICV, .without = X2APIC | IPI_VIRTUALIZATION),      \
		ON_SVM(AVIC_INCOMPLETE_IPI, n, .with = X2APIC_ICR, .without = IPI_VIRTUALIZATION), \
		ON_SVM(AVIC_INCOMPLETE_IPI, n, .with = APICV,                                      \
		       .without = X2APIC | IPI_VIRTUALIZATION),                                    \
		ON_SVM(AVIC_INCOMPLETE_IPI, n, .with = X2APIC_ICR | IPI_VIRTUALIZATION,            \
		       .at_most = true),                                                           \
		ON_SVM(AVIC_INCOMPLETE_IPI, n, .with = APICV | IPI_VIRTUALIZATION,                 \
		       .without = X2APIC, .at_most = true)

/* What no processor delivers: an NMI, or an interrupt to an ID that nobody has. */
#define ON_ICR_OTHER(n)                                                                            \
	ON_X2APIC_WRITE(n, X2APIC_ICR), ON_APIC_PAGE(2 * (n)),                                     \
		ON_VMX(APIC_WRITE, n, .with = X2APIC_ICR),                                         \
		ON_VMX(APIC_WRITE, n, .with = APICV, .without = X2APIC),                           \
		ON_SVM(AVIC_INCOMPLETE_IPI, n, .with = X2APIC_ICR),                                \
		ON_SVM(AVIC_INCOMPLETE_IPI, n, .with = APICV, .without = X2APIC)

/* EOI of an edge-triggered interrupt, which virtual interrupt delivery and AVIC keep from exiting. */
#define ON_EOI(n) ON_X2APIC_WRITE(n, X2APIC_PASSTHROUGH), ON_APIC_PAGE(n)

/* The timer's initial count, of which the VMM has to know. */
#define ON_TIMER_INIT(n)                                                                           \
	ON_X2APIC_WRITE(n, X2APIC_TIMER), ON_APIC_PAGE(n),                                         \
		ON_VMX(APIC_WRITE, n, .with = APICV, .without = X2APIC),                           \
		ON_SVM(AVIC_UNACCELERATED_ACCESS, n, .with = X2APIC_TIMER),                        \
		ON_SVM(AVIC_UNACCELERATED_ACCESS, n, .with = APICV, .without = X2APIC)

/* HLT with nothing to wake it: in a race, idle HLT may find that something has. */
#define ON_HLT(n)                                                                                  \
	ON_VMX(HLT, n, .without = HLT_PASSTHROUGH),                                                \
		ON_SVM(HLT, n, .without = HLT_PASSTHROUGH | IDLE_HLT),                             \
		ON_SVM(IDLE_HLT, n, .with = IDLE_HLT, .without = HLT_PASSTHROUGH, .at_most = true)

/*
 * An access to the xAPIC's page that no APICv or AVIC takes care of. With
 * FlexPriority alone KVM keeps its APIC-access page unmapped, and emulates.
 */
#define ON_APIC_PAGE(n)                                                                            \
	ON_VMX(EPT_VIOLATION, n, .with = TDP | FLEXPRIORITY, .without = X2APIC | APICV),           \
		ON_VMX(EPT_MISCONFIG, n, .with = TDP | MMIO_CACHING,                               \
		       .without = X2APIC | FLEXPRIORITY | APICV),                                  \
		ON_VMX(EPT_VIOLATION, n, .with = TDP,                                              \
		       .without = X2APIC | FLEXPRIORITY | APICV | MMIO_CACHING),                   \
		ON_VMX(EXCEPTION_NMI, n, .without = TDP | X2APIC | APICV),                         \
		ON_SVM(NPF, n, .with = TDP, .without = X2APIC | APICV),                            \
		ON_SVM(EXCP_PF, n, .without = TDP | X2APIC | APICV)

/*
 * @name:	`family.what`, by which run= selects and tests assert
 * @summary:	what one operation does, in a line
 * @setup:	called before the measurement; NULL if there is nothing to set up. Returns NULL,
 *		or why the workload cannot run here: it is then skipped
 * @teardown:	undoes @setup; not called where that refused
 * @op:		one operation; the argument counts from 0
 * @max_ops:	how many operations it can do at most, warm-up included; NULL: any number
 * @partner:	what vCPU 1 does while vCPU 0 does @ops operations; it ends by itself when they are done
 * @manual:	run only by name: a glob of * alone passes it over, since it needs a host of its own
 * @owns_timer:	uses the local APIC's timer itself, so no watchdog runs
 * @waits:	@op waits for a point in time, so its round trip is that wait and not a cost
 * @per_cpu:	@setup and @teardown change the vCPU that calls them: every vCPU that takes part does
 * @late:	of the operations since it was last called: how many the host has kept the guest from for so long that
 *		an expected exit may be missing of a reason that is the host's own elsewhere; NULL: of none
 * @check:	in place of @op: a test of its own, once, that needs the counters. Returns NULL,
 *		or what is wrong
 */
struct workload {
	const char *name, *summary;
	const char *(*setup)(void);
	void (*teardown)(void);
	void (*op)(u64 i);
	bool manual;
	bool owns_timer;
	bool waits;
	bool per_cpu;
	u64 (*late)(void);
	void (*partner)(u64 ops);
	u64 (*max_ops)(void);
	const char *(*check)(void);
	const struct expect *expect; /* EXITS(...); NULL: no exit at all */
};

/* WORKLOAD(ident) = { ... }; defines a row and has it run. */
#define WORKLOAD(ident)                                                                            \
	static const struct workload ident;                                                        \
	static const struct workload *const ident##_row __used __section(".workloads") = &ident;   \
	static const struct workload ident

/* How many exits of @reason @w must cause an operation here. */
u32 expected_per_op(const struct workload *w, u32 reason);

/* The @i-th reason, from 0 on, that @w is expected to exit for here, each once; UNDEFINED after the last. */
u32 expected_reason(const struct workload *w, u32 i);

/* What the host's own exits may do to @reason's; whether fewer will do in any case. */
enum disturbed expected_disturbed(const struct workload *w, u32 reason);
bool expected_at_most(const struct workload *w, u32 reason);

/*
 * Finds the conditions that hold, the host's flags and the guest's own. @hidden lists the
 * instructions that the hardware has and CPUID may hide, @quirks are conditions of what
 * else it does that its manual does not say (quirks.h). After apic_init().
 */
void conditions_init(const char *hidden, u64 quirks);

/* What holds now, as last found. */
u64 conditions(void);

/*
 * Asks for the host's flags anew, since they say what holds now: before a setup(), before and behind a
 * window. One exit, with the counters. Returns the flags that are not what they were.
 */
u32 conditions_refresh(void);

/* Where the host counts: the name of a flag that @w's cost depends on and the host cannot tell, or NULL. */
const char *conditions_untold(const struct workload *w);

/*
 * For a setup() that asks the processor or KVM something: how many exits of @reason an @op takes that is
 * not the first; 0 without the counters. Where the host counts, 1 if the clock says that there are
 * any (asked.h). And what it has found: bits from 48 on, which stay.
 */
u32 exits_of(u32 reason, void (*op)(u64 i));
void conditions_add(u64 found);

/* A setup() for operations that exit as a debugger in the VMM has it. */
const char *setup_not_debugged(void);

/* A setup() for operations that need an x2APIC. */
const char *setup_needs_x2apic(void);

/*
 * For a setup(): NULL if CPUID shows the instruction, or if hidden= says that
 * the hardware has it all the same; else why the workload cannot run.
 */
const char *needs_rdrand(void);
const char *needs_rdseed(void);
const char *needs_rdtscp(void);
const char *needs_invpcid(void);
const char *needs_msr_imm(void);

#endif
