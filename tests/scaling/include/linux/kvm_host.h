/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of the kernel as the exit counters' header needs to be compiled outside of it, so that
 * the model runs the very code of the exit path. exit_state.h is cut out of the patched
 * asm/kvm_host.h when this is built.
 */
#ifndef SHIM_KVM_HOST_H
#define SHIM_KVM_HOST_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif
#define __aligned(n)		__attribute__((__aligned__(n)))
#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value)	(*(volatile __typeof__(x) *)&(x) = (value))
#define OPTIMIZER_HIDE_VAR(var) asm volatile("" : "+r"(var))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)

#define sizeof_field(type, member) sizeof(((type *)0)->member)

#define CONFIG_KVM_EXIT_COUNTERS 1

#include "exit_state.h"

struct kvm;
struct kvm_cpuid_entry2;
struct kvm_exit_reasons;

/* Named by functions that the model does not call. */
extern struct kvm_x86_ops {
	const struct kvm_exit_reasons *exit_reasons;
} kvm_x86_ops;

struct kvm_vcpu_arch {
	struct kvm_vcpu_exit exit;
};

struct kvm_vcpu {
	struct kvm_vcpu_arch arch;
};

#endif
