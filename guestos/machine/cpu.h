/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The instructions that C has no words for, one inline function each, named
 * as in the SDM, and what each vCPU has of its own.
 */
#ifndef EXITSCOPE_CPU_H
#define EXITSCOPE_CPU_H

#include "shared/types.h"

struct cpuid {
	u32 eax, ebx, ecx, edx;
};

static inline struct cpuid cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid r = { leaf, 0, subleaf, 0 };

	asm volatile("cpuid" : "+a"(r.eax), "=b"(r.ebx), "+c"(r.ecx), "=d"(r.edx) : : "memory");
	return r;
}

/* out8() to out32() and in8() to in32(). */
#define PORT_IO(bits, suffix)                                                                      \
	static inline void out##bits(u16 port, u##bits value)                                      \
	{                                                                                          \
		asm volatile("out" suffix " %0, %1" : : "a"(value), "Nd"(port));                   \
	}                                                                                          \
                                                                                                   \
	static inline u##bits in##bits(u16 port)                                                   \
	{                                                                                          \
		u##bits value;                                                                     \
                                                                                                   \
		asm volatile("in" suffix " %1, %0" : "=a"(value) : "Nd"(port));                    \
		return value;                                                                      \
	}

PORT_IO(8, "b")
PORT_IO(16, "w")
PORT_IO(32, "l")

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return (u64)high << 32 | low;
}

static inline void wrmsr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "a"((u32)value), "d"((u32)(value >> 32)), "c"(msr) : "memory");
}

#define CONTROL_REGISTER(n)                                                                        \
	static inline u64 read_cr##n(void)                                                         \
	{                                                                                          \
		u64 value;                                                                         \
                                                                                                   \
		asm volatile("mov %%cr" #n ", %0" : "=r"(value) : : "memory");                     \
		return value;                                                                      \
	}                                                                                          \
                                                                                                   \
	static inline void write_cr##n(u64 value)                                                  \
	{                                                                                          \
		asm volatile("mov %0, %%cr" #n : : "r"(value) : "memory");                         \
	}

CONTROL_REGISTER(0)
CONTROL_REGISTER(2)
CONTROL_REGISTER(3)
CONTROL_REGISTER(4)
CONTROL_REGISTER(8)

#define CR0_CD	BIT(30)
#define CR0_TS	BIT(3)
#define CR0_WP	BIT(16)
#define CR4_MCE BIT(6)

#define MSR_APIC_BASE	   0x1b
#define MSR_UCODE_REV	   0x8b
#define MSR_GS_BASE	   0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102

static inline void invlpg(const void *address)
{
	asm volatile("invlpg (%0)" : : "r"(address) : "memory");
}

static inline void irq_enable(void)
{
	asm volatile("sti" : : : "memory");
}

static inline void irq_disable(void)
{
	asm volatile("cli" : : : "memory");
}

static inline void cpu_pause(void)
{
	asm volatile("pause" : : : "memory");
}

/* An interrupt that is pending is taken after HLT has begun: STI shadows one instruction. */
static inline void irq_enable_and_halt(void)
{
	asm volatile("sti; hlt" : : : "memory");
}

/*
 * The time-stamp counter, read when all before it is done and before anything
 * after it begins (SDM vol. 2, RDTSC: LFENCE on both sides).
 */
static inline u64 rdtsc_ordered(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return (u64)high << 32 | low;
}

#define MAX_CPUS     255
#define LAST_APIC_ID 254 /* 0xff means all; above it a vCPU needs an IOMMU for its interrupts */

/* What each vCPU has of its own. */
struct cpu {
	struct cpu *self; /* at GS:0, so that this_cpu() is one instruction */
	u32 index;	  /* 0: the one that booted */
	u32 apic_id;
	u64 user_rsp; /* where user_run() comes back */
	u64 scratch;  /* for the workload that runs */
};

static inline struct cpu *this_cpu(void)
{
	struct cpu *cpu;

	asm volatile("mov %%gs:0, %0" : "=r"(cpu));
	return cpu;
}

#endif
