/* SPDX-License-Identifier: GPL-2.0-only */
/* One guest from start to end. */
#ifndef GUEST_H
#define GUEST_H

struct config;

void guest_run(const struct config *config);

#endif
