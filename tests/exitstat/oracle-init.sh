#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest, as its init: one command under exitstat, the first time that exitstat runs.
mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
mount -t tmpfs none /tmp
exec > /dev/console 2>&1
insmod /lib/virtio_blk.ko
mkdir /tmp/results
cd /tmp/results || exit 1

command=$(sed 's/.*phases=\([^ ]*\).*/\1/' /proc/cmdline)
case $command in
true) set -- true ;;
load) set -- sh -c 'dd if=/dev/zero of=/tmp/file bs=64k count=16; cat /tmp/file > /tmp/copy; ps' ;;
esac
exitstat --csv="$command.csv" --json="$command.json" -o "$command.txt" -- "$@" > /dev/null ||
	echo "exitstat: status $?"
touch end
tar -c -f - -- * | dd of=/dev/vdb bs=64k conv=fsync 2> /dev/null
poweroff -f
