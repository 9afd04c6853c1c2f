/* SPDX-License-Identifier: GPL-2.0-only */
/* What a host can do to a VM while its rows run: the names for `disturb =` in lab/configs. */
#ifndef SHARED_DISTURBERS_H
#define SHARED_DISTURBERS_H

#define DISTURBERS(name)                                                                           \
	name(ksm)		/* equal pages are merged, and parted again */                     \
		name(age)	/* accessed bits are cleared, to see which pages are in use */     \
		name(reclaim)	/* all pages are swapped out */                                    \
		name(migrate)	/* pages move to other frames */                                   \
		name(compact)	/* memory full of holes is compacted */                            \
		name(thp)	/* huge pages form and split */                                    \
		name(stop)	/* QEMU is stopped, and goes on */                                 \
		name(move)	/* QEMU's threads go from one processor to the other: takes two */ \
		name(neighbour) /* a second VM exits all the time */                               \
		name(registers) /* the VMM reads all registers */                                  \
		name(logging)	/* dirty logging begins and ends */                                \
		name(slots)	/* memory slots change */

#endif
