/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope report: logs as one page of tables and plots. */
#ifndef REPORT_H
#define REPORT_H

int command_report(int argc, char **argv);

#endif
