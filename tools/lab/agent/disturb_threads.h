/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DISTURB_THREADS_H
#define DISTURB_THREADS_H

#include "disturber.h"

extern struct disturber disturb_stop, disturb_move;

#endif
