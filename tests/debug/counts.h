/* SPDX-License-Identifier: GPL-2.0-only */
/* What the counters must say of a guest of vm.c, to the last exit. */
#ifndef COUNTS_H
#define COUNTS_H

#include "vm.h"

/*
 * Runs the vCPU once with a list that latches its own counters (VIEW_THIS_VCPU) or the VM's (0), reads
 * them all, and checks that the latched rows add up to the latched total and, of its own, that
 * CPUIDs and halts are all there and no other. False after wrong().
 */
bool counts_check(struct vcpu *vcpu, uint32_t view);

/* A short list: the class is there, the vCPU's own CPUIDs are counted to the last one. */
bool counts_check_few(struct vcpu *vcpu);

/* With exit_counters=0: the leaves are not there. */
bool counts_check_off(struct vcpu *vcpu);

#endif
