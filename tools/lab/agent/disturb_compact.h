/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DISTURB_COMPACT_H
#define DISTURB_COMPACT_H

#include "disturber.h"

extern struct disturber disturb_compact;

#endif
