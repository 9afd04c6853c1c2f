/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of QEMU's plugin interface as the tracer uses. No package has its header; this is from the
 * documentation of QEMU 7.2 (interface 1) to 11.1, which differ in what is said below.
 */
#ifndef QEMU_PLUGIN_H
#define QEMU_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;

/* What qemu_plugin_install() is told; there is more behind these. */
typedef struct {
	const char *target_name;
	struct {
		int min, cur; /* interfaces that this QEMU has */
	} version;
} qemu_info_t;

struct qemu_plugin_tb;
struct qemu_plugin_insn;

enum qemu_plugin_cb_flags {
	QEMU_PLUGIN_CB_NO_REGS,
};

enum qemu_plugin_mem_rw {
	QEMU_PLUGIN_MEM_R = 1,
	QEMU_PLUGIN_MEM_W,
};

/* Up to interface 6 it is given the plugin's ID, from 7 on what was registered with it. */
typedef void (*qemu_plugin_reset_cb_t)(uint64_t id);
typedef void (*qemu_plugin_vcpu_udata_cb_t)(unsigned int cpu, void *data);
typedef void (*qemu_plugin_vcpu_mem_cb_t)(unsigned int cpu, uint32_t info, uint64_t address,
					  void *data);
/* Up to interface 6 (plugin's ID, block), from 7 on (block, what was registered with it). */
typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(uint64_t first, uint64_t second);

/* A function of two arguments takes no notice of a third, which these have from interface 7 on. */
void qemu_plugin_reset(qemu_plugin_id_t id, qemu_plugin_reset_cb_t done, uint64_t data);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_plugin_vcpu_tb_trans_cb_t cb,
					   uint64_t data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_plugin_vcpu_udata_cb_t cb,
					    enum qemu_plugin_cb_flags flags, void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, qemu_plugin_vcpu_mem_cb_t cb,
				      enum qemu_plugin_cb_flags flags, enum qemu_plugin_mem_rw rw,
				      void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

/*
 * Up to interface 2 it takes the instruction alone and returns a pointer to its bytes; from 3 on it copies
 * them and returns how many. A function of one argument takes no notice of two more.
 */
uintptr_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to, size_t size);

#endif
