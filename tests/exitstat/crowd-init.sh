#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest, as its init: eight exitstats at once, again and again; each table is a line of JSON.
mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
mount -t tmpfs none /tmp
exec > /dev/console 2>&1
insmod /lib/virtio_blk.ko
mkdir /tmp/results /tmp/crowd
cd /tmp/results || exit 1

# Each has a file of its own: two that write one could mix their lines.
reader() {
	for _ in 1 2 3 4 5 6; do
		exitstat --json >> "/tmp/crowd/$1" || echo "exitstat: status $?"
	done
}

for number in 1 2 3 4 5 6 7 8; do
	reader $number &
done
wait
cat /tmp/crowd/* > tables.json
grep -c '^processor' /proc/cpuinfo > vcpus
touch end
tar -c -f - -- * | dd of=/dev/vdb bs=64k conv=fsync 2> /dev/null
poweroff -f
