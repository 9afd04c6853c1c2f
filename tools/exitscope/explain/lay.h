/* SPDX-License-Identifier: GPL-2.0-only */
/* An explanation as call trees by name, to be written or compared. */
#ifndef EXPLAIN_LAY_H
#define EXPLAIN_LAY_H

#include "calls/both.h"
#include "explanation.h"

/* Lays the typical operation of each row that has one upon @side; it sets the worlds' names. */
void explanation_lay(struct parts *parts, enum when side, const struct explanation *explanation);

#endif
