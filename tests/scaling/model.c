// SPDX-License-Identifier: GPL-2.0-only
#include <stdatomic.h>
#include <string.h>

#include "exit_counters.h"
#include "model.h"

#define LINE	64
#define PAGE	4096
#define REASONS 8

/* Even, so that the next row, 32 bytes on, is in the same cache line. */
static const u8 reasons[REASONS] = { 0, 2, 10, 12, 30, 32, 48, 52 };

struct static_key_false kvm_exit_counters_key;

/* Each by itself, as KVM allocates them. */
static struct kvm_exit_row banks[MODEL_THREADS][KVM_EXIT_ROWS] __aligned(PAGE);
static struct {
	struct kvm_vcpu vcpu;
} __aligned(PAGE) vcpus[MODEL_THREADS];

/* For both vCPUs: the second's bank begins one row later. */
static struct kvm_exit_row shared_bank[KVM_EXIT_ROWS + 1] __aligned(PAGE);

static atomic_uint_least32_t exit_total __aligned(LINE);
static atomic_uint_least64_t exit_cycles;
static atomic_uint_least32_t exit_table[KVM_EXIT_ROWS];

u64 model_clock(void)
{
	return rdtsc();
}

/* Three times the clock as an exit has it, none of the memory. */
static void count_nothing(int thread, unsigned int exits)
{
	u64 sum = thread;

	while (exits--) {
		sum += rdtsc();
		OPTIMIZER_HIDE_VAR(sum);
		sum -= rdtsc();
		OPTIMIZER_HIDE_VAR(sum);
		sum += rdtsc();
		OPTIMIZER_HIDE_VAR(sum);
	}
}

static u64 total_nothing(void)
{
	return 0;
}

/* As VMX does; a series without KVM_EXIT_MUL_LOW_BYTE takes the row itself. */
static __always_inline void taken(struct kvm_vcpu *vcpu, u8 reason)
{
#ifdef KVM_EXIT_MUL_LOW_BYTE
	kvm_exit_taken(vcpu, reason, KVM_EXIT_MUL_LOW_BYTE);
#else
	kvm_exit_taken(vcpu, reason);
#endif
}

/* What an exit passes, from the entry before it until its handler has returned. */
static __always_inline void count_exits(struct kvm_vcpu *vcpu, unsigned int exits)
{
	while (exits--) {
		kvm_exit_over(vcpu);
		taken(vcpu, reasons[exits % REASONS]);
		kvm_exit_handled(vcpu);
		/* The kernel would have other things to do here than to keep values in registers. */
		asm volatile("" : : : "memory");
	}
}

static void count_per_vcpu(int thread, unsigned int exits)
{
	count_exits(&vcpus[thread].vcpu, exits);
}

static u64 total_of(const struct kvm_exit_row *bank, size_t rows)
{
	u64 sum = 0;

	for (size_t i = 0; i < rows; i++)
		sum += bank[i].count;
	return sum;
}

static u64 total_per_vcpu(void)
{
	return total_of(banks[0], KVM_EXIT_ROWS) + total_of(banks[1], KVM_EXIT_ROWS);
}

static void count_one_line(int thread, unsigned int exits)
{
	struct kvm_vcpu *vcpu = &vcpus[thread].vcpu;

	vcpu->arch.exit.bank = &shared_bank[thread];
	vcpu->arch.exit.row = &shared_bank[thread];
	count_exits(vcpu, exits);
}

static u64 total_one_line(void)
{
	return total_of(shared_bank, KVM_EXIT_ROWS + 1);
}

static void count_global(int thread, unsigned int exits)
{
	(void)thread;
	while (exits--) {
		u64 start;

		atomic_fetch_add(&exit_total, 1);
		atomic_fetch_add(&exit_table[reasons[exits % REASONS]], 1);
		start = rdtsc();
		asm volatile("" : : : "memory");
		atomic_fetch_add(&exit_cycles, rdtsc() - start);
	}
}

static u64 total_global(void)
{
	return exit_total;
}

const struct design designs[DESIGNS] = {
	[NOTHING] = { "nothing counted, clock read", count_nothing, total_nothing },
	[PER_VCPU] = { "per vCPU, exit_counters.h", count_per_vcpu, total_per_vcpu },
	[ONE_LINE] = { "per vCPU, but in one line", count_one_line, total_one_line },
	[GLOBAL] = { "write-up: 3 global atomics", count_global, total_global },
};

void model_reset(void)
{
	memset(banks, 0, sizeof(banks));
	memset(shared_bank, 0, sizeof(shared_bank));
	exit_total = 0;
	for (int i = 0; i < MODEL_THREADS; i++) {
		struct kvm_vcpu_exit *exit = &vcpus[i].vcpu.arch.exit;

		exit->bank = banks[i];
		exit->mask = KVM_EXIT_ROW_MASK;
		exit->row = &banks[i][KVM_EXIT_ROW_NONE];
		exit->tsc = rdtsc();
	}
}
