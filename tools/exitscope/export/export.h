/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope export: a log in a format that other tools read. */
#ifndef EXPORT_H
#define EXPORT_H

int command_export(int argc, char **argv);

#endif
