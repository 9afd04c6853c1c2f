/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope try: what a change of KVM's source changes. */
#ifndef TRY_H
#define TRY_H

int command_try(int argc, char **argv);

#endif
