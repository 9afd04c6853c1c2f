/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DISTURB_SCAN_H
#define DISTURB_SCAN_H

#include "disturber.h"

extern struct disturber disturb_ksm, disturb_age;

#endif
