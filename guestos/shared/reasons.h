/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The exit reasons by number and name, and the names of the counters' flags. VMX: basic exit reasons, SDM vol. 3,
 * appendix C. SVM: exit codes, APM vol. 2, appendix C. The names are those of
 * the kernel's kvm_exit tracepoint, with `_` for a blank. A reason that is not
 * named here is still counted and asserted; it is printed by its number.
 *
 * A row is REASON(identifier, number, name).
 */
#ifndef EXITSCOPE_REASONS_H
#define EXITSCOPE_REASONS_H

#include "types.h"

/* The numbering in force, as EBX of LEAF_VERSION has it. */
enum isa {
	ISA_NONE = 0,
	ISA_VMX = 1,
	ISA_SVM = 2,
};

#define VMX_REASONS(REASON)                                                                        \
	REASON(VMX_EXCEPTION_NMI, 0, "EXCEPTION_NMI")                                              \
	REASON(VMX_EXTERNAL_INTERRUPT, 1, "EXTERNAL_INTERRUPT")                                    \
	REASON(VMX_TRIPLE_FAULT, 2, "TRIPLE_FAULT")                                                \
	REASON(VMX_INIT_SIGNAL, 3, "INIT_SIGNAL")                                                  \
	REASON(VMX_SIPI_SIGNAL, 4, "SIPI_SIGNAL")                                                  \
	REASON(VMX_INTERRUPT_WINDOW, 7, "INTERRUPT_WINDOW")                                        \
	REASON(VMX_NMI_WINDOW, 8, "NMI_WINDOW")                                                    \
	REASON(VMX_TASK_SWITCH, 9, "TASK_SWITCH")                                                  \
	REASON(VMX_CPUID, 10, "CPUID")                                                             \
	REASON(VMX_HLT, 12, "HLT")                                                                 \
	REASON(VMX_INVD, 13, "INVD")                                                               \
	REASON(VMX_INVLPG, 14, "INVLPG")                                                           \
	REASON(VMX_RDPMC, 15, "RDPMC")                                                             \
	REASON(VMX_RDTSC, 16, "RDTSC")                                                             \
	REASON(VMX_VMCALL, 18, "VMCALL")                                                           \
	REASON(VMX_VMCLEAR, 19, "VMCLEAR")                                                         \
	REASON(VMX_VMLAUNCH, 20, "VMLAUNCH")                                                       \
	REASON(VMX_VMPTRLD, 21, "VMPTRLD")                                                         \
	REASON(VMX_VMPTRST, 22, "VMPTRST")                                                         \
	REASON(VMX_VMREAD, 23, "VMREAD")                                                           \
	REASON(VMX_VMRESUME, 24, "VMRESUME")                                                       \
	REASON(VMX_VMWRITE, 25, "VMWRITE")                                                         \
	REASON(VMX_VMOFF, 26, "VMOFF")                                                             \
	REASON(VMX_VMON, 27, "VMON")                                                               \
	REASON(VMX_CR_ACCESS, 28, "CR_ACCESS")                                                     \
	REASON(VMX_DR_ACCESS, 29, "DR_ACCESS")                                                     \
	REASON(VMX_IO_INSTRUCTION, 30, "IO_INSTRUCTION")                                           \
	REASON(VMX_MSR_READ, 31, "MSR_READ")                                                       \
	REASON(VMX_MSR_WRITE, 32, "MSR_WRITE")                                                     \
	REASON(VMX_INVALID_STATE, 33, "INVALID_STATE")                                             \
	REASON(VMX_MSR_LOAD_FAIL, 34, "MSR_LOAD_FAIL")                                             \
	REASON(VMX_MWAIT_INSTRUCTION, 36, "MWAIT_INSTRUCTION")                                     \
	REASON(VMX_MONITOR_TRAP_FLAG, 37, "MONITOR_TRAP_FLAG")                                     \
	REASON(VMX_MONITOR_INSTRUCTION, 39, "MONITOR_INSTRUCTION")                                 \
	REASON(VMX_PAUSE_INSTRUCTION, 40, "PAUSE_INSTRUCTION")                                     \
	REASON(VMX_MCE_DURING_VMENTRY, 41, "MCE_DURING_VMENTRY")                                   \
	REASON(VMX_TPR_BELOW_THRESHOLD, 43, "TPR_BELOW_THRESHOLD")                                 \
	REASON(VMX_APIC_ACCESS, 44, "APIC_ACCESS")                                                 \
	REASON(VMX_EOI_INDUCED, 45, "EOI_INDUCED")                                                 \
	REASON(VMX_GDTR_IDTR, 46, "GDTR_IDTR")                                                     \
	REASON(VMX_LDTR_TR, 47, "LDTR_TR")                                                         \
	REASON(VMX_EPT_VIOLATION, 48, "EPT_VIOLATION")                                             \
	REASON(VMX_EPT_MISCONFIG, 49, "EPT_MISCONFIG")                                             \
	REASON(VMX_INVEPT, 50, "INVEPT")                                                           \
	REASON(VMX_RDTSCP, 51, "RDTSCP")                                                           \
	REASON(VMX_PREEMPTION_TIMER, 52, "PREEMPTION_TIMER")                                       \
	REASON(VMX_INVVPID, 53, "INVVPID")                                                         \
	REASON(VMX_WBINVD, 54, "WBINVD")                                                           \
	REASON(VMX_XSETBV, 55, "XSETBV")                                                           \
	REASON(VMX_APIC_WRITE, 56, "APIC_WRITE")                                                   \
	REASON(VMX_RDRAND, 57, "RDRAND")                                                           \
	REASON(VMX_INVPCID, 58, "INVPCID")                                                         \
	REASON(VMX_VMFUNC, 59, "VMFUNC")                                                           \
	REASON(VMX_ENCLS, 60, "ENCLS")                                                             \
	REASON(VMX_RDSEED, 61, "RDSEED")                                                           \
	REASON(VMX_PML_FULL, 62, "PML_FULL")                                                       \
	REASON(VMX_XSAVES, 63, "XSAVES")                                                           \
	REASON(VMX_XRSTORS, 64, "XRSTORS")                                                         \
	REASON(VMX_UMWAIT, 67, "UMWAIT")                                                           \
	REASON(VMX_TPAUSE, 68, "TPAUSE")                                                           \
	REASON(VMX_BUS_LOCK, 74, "BUS_LOCK")                                                       \
	REASON(VMX_NOTIFY, 75, "NOTIFY")                                                           \
	REASON(VMX_MSR_READ_IMM, 84, "MSR_READ_IMM")                                               \
	REASON(VMX_MSR_WRITE_IMM, 85, "MSR_WRITE_IMM")

#define SVM_REASONS(REASON)                                                                        \
	REASON(SVM_READ_CR0, 0x00, "read_cr0")                                                     \
	REASON(SVM_READ_CR2, 0x02, "read_cr2")                                                     \
	REASON(SVM_READ_CR3, 0x03, "read_cr3")                                                     \
	REASON(SVM_READ_CR4, 0x04, "read_cr4")                                                     \
	REASON(SVM_READ_CR8, 0x08, "read_cr8")                                                     \
	REASON(SVM_WRITE_CR0, 0x10, "write_cr0")                                                   \
	REASON(SVM_WRITE_CR2, 0x12, "write_cr2")                                                   \
	REASON(SVM_WRITE_CR3, 0x13, "write_cr3")                                                   \
	REASON(SVM_WRITE_CR4, 0x14, "write_cr4")                                                   \
	REASON(SVM_WRITE_CR8, 0x18, "write_cr8")                                                   \
	REASON(SVM_READ_DR0, 0x20, "read_dr0")                                                     \
	REASON(SVM_READ_DR1, 0x21, "read_dr1")                                                     \
	REASON(SVM_READ_DR2, 0x22, "read_dr2")                                                     \
	REASON(SVM_READ_DR3, 0x23, "read_dr3")                                                     \
	REASON(SVM_READ_DR4, 0x24, "read_dr4")                                                     \
	REASON(SVM_READ_DR5, 0x25, "read_dr5")                                                     \
	REASON(SVM_READ_DR6, 0x26, "read_dr6")                                                     \
	REASON(SVM_READ_DR7, 0x27, "read_dr7")                                                     \
	REASON(SVM_WRITE_DR0, 0x30, "write_dr0")                                                   \
	REASON(SVM_WRITE_DR1, 0x31, "write_dr1")                                                   \
	REASON(SVM_WRITE_DR2, 0x32, "write_dr2")                                                   \
	REASON(SVM_WRITE_DR3, 0x33, "write_dr3")                                                   \
	REASON(SVM_WRITE_DR4, 0x34, "write_dr4")                                                   \
	REASON(SVM_WRITE_DR5, 0x35, "write_dr5")                                                   \
	REASON(SVM_WRITE_DR6, 0x36, "write_dr6")                                                   \
	REASON(SVM_WRITE_DR7, 0x37, "write_dr7")                                                   \
	REASON(SVM_EXCP_DE, 0x40, "DE_excp")                                                       \
	REASON(SVM_EXCP_DB, 0x41, "DB_excp")                                                       \
	REASON(SVM_EXCP_BP, 0x43, "BP_excp")                                                       \
	REASON(SVM_EXCP_OF, 0x44, "OF_excp")                                                       \
	REASON(SVM_EXCP_BR, 0x45, "BR_excp")                                                       \
	REASON(SVM_EXCP_UD, 0x46, "UD_excp")                                                       \
	REASON(SVM_EXCP_NM, 0x47, "NM_excp")                                                       \
	REASON(SVM_EXCP_DF, 0x48, "DF_excp")                                                       \
	REASON(SVM_EXCP_TS, 0x4a, "TS_excp")                                                       \
	REASON(SVM_EXCP_NP, 0x4b, "NP_excp")                                                       \
	REASON(SVM_EXCP_SS, 0x4c, "SS_excp")                                                       \
	REASON(SVM_EXCP_GP, 0x4d, "GP_excp")                                                       \
	REASON(SVM_EXCP_PF, 0x4e, "PF_excp")                                                       \
	REASON(SVM_EXCP_MF, 0x50, "MF_excp")                                                       \
	REASON(SVM_EXCP_AC, 0x51, "AC_excp")                                                       \
	REASON(SVM_EXCP_MC, 0x52, "MC_excp")                                                       \
	REASON(SVM_EXCP_XM, 0x53, "XF_excp")                                                       \
	REASON(SVM_INTR, 0x60, "interrupt")                                                        \
	REASON(SVM_NMI, 0x61, "nmi")                                                               \
	REASON(SVM_SMI, 0x62, "smi")                                                               \
	REASON(SVM_INIT, 0x63, "init")                                                             \
	REASON(SVM_VINTR, 0x64, "vintr")                                                           \
	REASON(SVM_CR0_SEL_WRITE, 0x65, "cr0_sel_write")                                           \
	REASON(SVM_IDTR_READ, 0x66, "read_idtr")                                                   \
	REASON(SVM_GDTR_READ, 0x67, "read_gdtr")                                                   \
	REASON(SVM_LDTR_READ, 0x68, "read_ldtr")                                                   \
	REASON(SVM_TR_READ, 0x69, "read_rt")                                                       \
	REASON(SVM_IDTR_WRITE, 0x6a, "write_idtr")                                                 \
	REASON(SVM_GDTR_WRITE, 0x6b, "write_gdtr")                                                 \
	REASON(SVM_LDTR_WRITE, 0x6c, "write_ldtr")                                                 \
	REASON(SVM_TR_WRITE, 0x6d, "write_rt")                                                     \
	REASON(SVM_RDTSC, 0x6e, "rdtsc")                                                           \
	REASON(SVM_RDPMC, 0x6f, "rdpmc")                                                           \
	REASON(SVM_PUSHF, 0x70, "pushf")                                                           \
	REASON(SVM_POPF, 0x71, "popf")                                                             \
	REASON(SVM_CPUID, 0x72, "cpuid")                                                           \
	REASON(SVM_RSM, 0x73, "rsm")                                                               \
	REASON(SVM_IRET, 0x74, "iret")                                                             \
	REASON(SVM_SWINT, 0x75, "swint")                                                           \
	REASON(SVM_INVD, 0x76, "invd")                                                             \
	REASON(SVM_PAUSE, 0x77, "pause")                                                           \
	REASON(SVM_HLT, 0x78, "hlt")                                                               \
	REASON(SVM_INVLPG, 0x79, "invlpg")                                                         \
	REASON(SVM_INVLPGA, 0x7a, "invlpga")                                                       \
	REASON(SVM_IOIO, 0x7b, "io")                                                               \
	REASON(SVM_MSR, 0x7c, "msr")                                                               \
	REASON(SVM_TASK_SWITCH, 0x7d, "task_switch")                                               \
	REASON(SVM_FERR_FREEZE, 0x7e, "ferr_freeze")                                               \
	REASON(SVM_SHUTDOWN, 0x7f, "shutdown")                                                     \
	REASON(SVM_VMRUN, 0x80, "vmrun")                                                           \
	REASON(SVM_VMMCALL, 0x81, "hypercall")                                                     \
	REASON(SVM_VMLOAD, 0x82, "vmload")                                                         \
	REASON(SVM_VMSAVE, 0x83, "vmsave")                                                         \
	REASON(SVM_STGI, 0x84, "stgi")                                                             \
	REASON(SVM_CLGI, 0x85, "clgi")                                                             \
	REASON(SVM_SKINIT, 0x86, "skinit")                                                         \
	REASON(SVM_RDTSCP, 0x87, "rdtscp")                                                         \
	REASON(SVM_ICEBP, 0x88, "icebp")                                                           \
	REASON(SVM_WBINVD, 0x89, "wbinvd")                                                         \
	REASON(SVM_MONITOR, 0x8a, "monitor")                                                       \
	REASON(SVM_MWAIT, 0x8b, "mwait")                                                           \
	REASON(SVM_MWAIT_COND, 0x8c, "mwait_cond")                                                 \
	REASON(SVM_XSETBV, 0x8d, "xsetbv")                                                         \
	REASON(SVM_RDPRU, 0x8e, "rdpru")                                                           \
	REASON(SVM_EFER_WRITE_TRAP, 0x8f, "write_efer_trap")                                       \
	REASON(SVM_CR0_WRITE_TRAP, 0x90, "write_cr0_trap")                                         \
	REASON(SVM_CR4_WRITE_TRAP, 0x94, "write_cr4_trap")                                         \
	REASON(SVM_CR8_WRITE_TRAP, 0x98, "write_cr8_trap")                                         \
	REASON(SVM_INVPCID, 0xa2, "invpcid")                                                       \
	REASON(SVM_BUS_LOCK, 0xa5, "buslock")                                                      \
	REASON(SVM_IDLE_HLT, 0xa6, "idle-halt")                                                    \
	REASON(SVM_NPF, 0x400, "npf")                                                              \
	REASON(SVM_AVIC_INCOMPLETE_IPI, 0x401, "avic_incomplete_ipi")                              \
	REASON(SVM_AVIC_UNACCELERATED_ACCESS, 0x402, "avic_unaccelerated_access")                  \
	REASON(SVM_VMGEXIT, 0x403, "vmgexit")                                                      \
	REASON(SVM_INVALID, 0xffff, "invalid_guest_state")

#define REASON_NUMBER(ident, number, name) ident = (number),
enum vmx_reason { VMX_REASONS(REASON_NUMBER) };
enum svm_reason { SVM_REASONS(REASON_NUMBER) };

/* The name of @reason, or NULL. */
const char *reason_name(enum isa isa, u32 reason);

/*
 * Whether exits of @reason come from the host's own business (interrupts and
 * timers of the host) rather than from what the guest does.
 */
bool reason_is_background(enum isa isa, u32 reason);

/* The exit reason of the host's interrupts. */
u32 reason_of_interrupt(enum isa isa);

/* The exit reason by which the host gives a page that its tables do not have; @tdp: they are EPT or NPT. */
u32 reason_of_missing_page(enum isa isa, bool tdp);

/*
 * The flags of LEAF_VERSION's EDX, bit by bit: on what of the host the exits depend. What each
 * says is in host-patch/README.md.
 */
#define FLAG_COUNT 29
#define FLAG_TDP   0 /* EPT or NPT */

extern const char *const flag_names[FLAG_COUNT];

/* The exit reason of CPUID, by which the counters are read. */
u32 reason_of_cpuid(enum isa isa);

#endif
