/* SPDX-License-Identifier: GPL-2.0-only */
/* The disturbers of a configuration: from the guest's first record to its last. */
#ifndef DISTURB_H
#define DISTURB_H

struct config;
struct victim;

/* Before the VM exists. 0, or -1 after an error frame. */
int disturb_prepare(const struct config *config);
void disturb_begin(const struct victim *victim);
/* Readable when a step is due; -1 if nothing disturbs. */
int disturb_fd(void);
void disturb_step(void);
/* A line of QMP's. */
void disturb_reply(const char *line);
/* A workload has ended: tells how often pages were taken from the VM so far, and its registers written. */
void disturb_row(void);
void disturb_end(void);
/* After the VM, before KVM is unloaded. */
void disturb_done(void);
/* A trace filter that leaves out a second VM's exits; "" if there is none. */
const char *disturb_filter(const struct config *config);

#endif
