/* SPDX-License-Identifier: GPL-2.0-only */
/* A process that reads all that debugfs has of all VMs, until it is stopped. */
#ifndef READER_H
#define READER_H

#include <stdbool.h>

bool reader_start(void);
void reader_stop(void);

#endif
