/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DISTURB_VMM_H
#define DISTURB_VMM_H

#include "disturber.h"

extern struct disturber disturb_registers, disturb_logging, disturb_slots;

#endif
