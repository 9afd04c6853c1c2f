/* SPDX-License-Identifier: GPL-2.0-only */
/* A program in place of a guest, and the end of all that it has left running. */
#ifndef PAYLOAD_H
#define PAYLOAD_H

struct config;

void payload_run(const struct config *config);

#endif
