/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DISTURB_NEIGHBOUR_H
#define DISTURB_NEIGHBOUR_H

#include "disturber.h"

/* Of the disturber, and of the process that runs the second VM. */
#define NEIGHBOUR "neighbour"

extern struct disturber disturb_neighbour;

#endif
