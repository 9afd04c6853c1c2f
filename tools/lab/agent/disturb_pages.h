/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DISTURB_PAGES_H
#define DISTURB_PAGES_H

#include "disturber.h"

extern struct disturber disturb_reclaim, disturb_migrate, disturb_thp;

#endif
