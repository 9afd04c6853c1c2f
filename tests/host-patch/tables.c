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

#define likely(x)     (x)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

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

struct kvm_exit_range {
	u32 first;
	u16 nr;
	u8 row;
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

static int row_of(const struct kvm_exit_range *r, size_t n, u32 reason)
{
	for (; n; n--, r++)
		if (reason - r->first < r->nr)
			return r->row + (reason - r->first);
	return -1;
}

#define ROW_OF(ranges, reason) row_of(ranges, ARRAY_SIZE(ranges), reason)

/* No row twice, none that has another use. */
static void check_rows(const struct kvm_exit_range *r, size_t n)
{
	bool used[KVM_EXIT_ROWS] = { [KVM_EXIT_ROW_OTHER] = true, [KVM_EXIT_ROW_NONE] = true };

	for (; n; n--, r++) {
		for (u32 row = r->row; row < (u32)r->row + r->nr; row++) {
			if (row >= KVM_EXIT_ROWS || used[row])
				fail("row used twice or out of bounds", row);
			else
				used[row] = true;
		}
	}
}

static void check_vmx(void)
{
	check_rows(vmx_exit_ranges, ARRAY_SIZE(vmx_exit_ranges));
	for (size_t i = 0; i < ARRAY_SIZE(vmx_names); i++)
		if (ROW_OF(vmx_exit_ranges, vmx_names[i].reason) < 0)
			fail("VMX reason with a name is not defined", vmx_names[i].reason);
	/* The exit path takes the reason's low byte for its row. */
	for (u32 reason = 0; reason < 0x10000; reason++) {
		int row = ROW_OF(vmx_exit_ranges, reason);

		if (row >= 0 && row != (int)reason)
			fail("VMX reason is not counted in its row", reason);
	}
	if ((EXIT_REASON_UNDEFINED & 0xff) != KVM_EXIT_ROW_NONE)
		fail("VMfail would be counted", EXIT_REASON_UNDEFINED);
}

static void check_svm(void)
{
	check_rows(svm_exit_ranges, ARRAY_SIZE(svm_exit_ranges));
	for (size_t i = 0; i < ARRAY_SIZE(svm_names); i++) {
		unsigned long reason = svm_names[i].reason;

		/* From 0x80000001 on they are messages of SEV-ES guests, not exits. */
		if (reason < 0x80000000 && ROW_OF(svm_exit_ranges, reason) < 0)
			fail("SVM reason with a name is not defined", reason);
	}
	for (u32 code = 0; code < 0x10000; code++) {
		int row = ROW_OF(svm_exit_ranges, code);

		if (code != SVM_EXIT_ERR_REASON && row >= 0 && row != svm_exit_row(code))
			fail("SVM exit code is not counted in its row", code);
		if (row < 0 && svm_exit_row(code) != KVM_EXIT_ROW_OTHER &&
		    (code >= SVM_EXIT_ROW_NPF || svm_exit_row(code) != code))
			fail("undefined SVM exit code is counted in a row", code);
	}
	if (svm_exit_row(SVM_EXIT_ERR) != ROW_OF(svm_exit_ranges, SVM_EXIT_ERR_REASON))
		fail("VMEXIT_INVALID is not counted in its row", SVM_EXIT_ERR_REASON);
}

int main(void)
{
	check_vmx();
	check_svm();
	return failed;
}
