/* SPDX-License-Identifier: GPL-2.0-only */
/* What programs read: JSON, CSV, and the lines of the write-up that this project began with. */
#ifndef EXITSTAT_MACHINE_H
#define EXITSTAT_MACHINE_H

#include "sample.h"

void json_sample(struct output *output, const struct sample *sample);
void csv_sample(struct output *output, const struct sample *sample);
void raw_sample(struct output *output, const struct sample *sample);

#endif
