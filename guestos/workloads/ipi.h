/* SPDX-License-Identifier: GPL-2.0-only */
/* For rows that take interrupts of their own: VECTOR_IPI's handler comes and goes with them. */
#ifndef EXITSCOPE_IPI_H
#define EXITSCOPE_IPI_H

/* A setup(): the handler ends the interrupt, and that is all. Refuses nowhere. */
const char *ipi_setup(void);

/* A teardown(), whatever the handler is. */
void ipi_teardown(void);

#endif
