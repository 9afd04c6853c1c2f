// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks the tables of exit reasons of the series, which series.sh extracts from it into
 * tables.h, against the names that the kernel has and against each other.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "svm.h"
#include "vmx.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;

typedef uint64_t u64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define __aligned(n)  __attribute__((aligned(n)))

/* The vectors that svm.h names exits by. */
enum {
	DE_VECTOR,
	DB_VECTOR,
	BP_VECTOR = 3,
	OF_VECTOR,
	BR_VECTOR,
	UD_VECTOR,
	NM_VECTOR,
	DF_VECTOR,
	TS_VECTOR = 10,
	NP_VECTOR,
	SS_VECTOR,
	GP_VECTOR,
	PF_VECTOR,
	MF_VECTOR = 16,
	AC_VECTOR,
	MC_VECTOR,
	XM_VECTOR,
};

struct name {
	unsigned long reason;
	const char *name;
};

#include "tables.h"

static const struct name vmx_names[] = { VMX_EXIT_REASONS };
static const struct name svm_names[] = { SVM_EXIT_REASONS };

static int failed;

static void fail(const char *what, unsigned long reason)
{
	printf("%s: %#lx\n", what, reason);
	failed = 1;
}

static bool is_defined(const struct kvm_exit_range *r, size_t n, u32 reason)
{
	for (; n; n--, r++)
		if (reason - r->first < r->nr)
			return true;
	return false;
}

/* What the series works out from the reason, on the exit path as well. */
static u32 row_of(u32 reason, u32 mul)
{
	u32 offset = KVM_EXIT_ROW_OFFSET(reason, mul);

	if (offset % sizeof(struct kvm_exit_row) ||
	    offset / sizeof(struct kvm_exit_row) >= KVM_EXIT_ROWS)
		fail("row out of bounds", reason);
	return offset / sizeof(struct kvm_exit_row);
}

/* The tables are sorted, and no row is two reasons' or has another use. */
static void check_rows(const struct kvm_exit_range *r, size_t n, u32 mul)
{
	bool used[KVM_EXIT_ROWS] = { [KVM_EXIT_ROW_NONE] = true };
	u32 next = 0;

	for (; n; n--, r++) {
		if (r->first < next)
			fail("the table is not sorted", r->first);
		next = r->first + r->nr;
		for (u32 reason = r->first; reason < next; reason++) {
			u32 row = row_of(reason, mul);

			if (used[row])
				fail("two reasons have one row", reason);
			used[row] = true;
		}
	}
}

#define DEFINED(ranges, reason) is_defined(ranges, ARRAY_SIZE(ranges), reason)

static void check_vmx(void)
{
	check_rows(vmx_exit_ranges, ARRAY_SIZE(vmx_exit_ranges), KVM_EXIT_MUL_LOW_BYTE);
	for (size_t i = 0; i < ARRAY_SIZE(vmx_names); i++)
		if (!DEFINED(vmx_exit_ranges, vmx_names[i].reason))
			fail("VMX reason with a name is not defined", vmx_names[i].reason);
	for (u32 reason = 0; reason < KVM_EXIT_ROWS; reason++)
		if (row_of(reason, KVM_EXIT_MUL_LOW_BYTE) != reason)
			fail("VMX reason is not counted in its row", reason);
	if (row_of(EXIT_REASON_UNDEFINED, KVM_EXIT_MUL_LOW_BYTE) != KVM_EXIT_ROW_NONE)
		fail("VMfail would be counted", EXIT_REASON_UNDEFINED);
}

static void check_svm(void)
{
	check_rows(svm_exit_ranges, ARRAY_SIZE(svm_exit_ranges), SVM_EXIT_MUL);
	for (size_t i = 0; i < ARRAY_SIZE(svm_names); i++) {
		unsigned long reason = svm_names[i].reason;

		/* From 0x80000001 on they are messages of SEV-ES guests, not exits. */
		if (reason < 0x80000000 && !DEFINED(svm_exit_ranges, reason))
			fail("SVM reason with a name is not defined", reason);
	}
	/* The next codes, which a new CPU may have: counted as others, not as one of these. */
	for (u32 code = 0; code <= 0xe0; code++)
		for (u32 reason = 0; reason < 0x10000; reason++)
			if (code != reason && DEFINED(svm_exit_ranges, reason) &&
			    row_of(code, SVM_EXIT_MUL) == row_of(reason, SVM_EXIT_MUL))
				fail("exit code is counted as another", code);
	if (row_of(SVM_EXIT_ERR, SVM_EXIT_MUL) != row_of(SVM_EXIT_ERR_REASON, SVM_EXIT_MUL))
		fail("VMEXIT_INVALID is not counted in its row", SVM_EXIT_ERR_REASON);
}

int main(void)
{
	check_vmx();
	check_svm();
	return failed;
}
