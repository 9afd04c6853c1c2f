#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest, as its init: the phases that the command line names, in their order. What exitstat
# reads stays in memory until all is done, since each byte printed would be two exits, and goes to
# the second disk then.

# Without a file `end` the host knows that the run is not whole.
failed() {
	echo "$1"
	poweroff -f
}

# All formats of one reading: the state after a phase.
state() {
	exitstat --json="$1.json" --raw="$1.raw" -o "$1.txt" || failed "exitstat: status $?"
}

# One activity by itself.
load() {
	exitstat --json="load-$1.json" -o "load-$1.txt" -- /init load "$@" ||
		failed "$1: status $?: $(cat /tmp/errors)"
}

processes() {
	i=0
	while [ $i -lt 200 ]; do
		/bin/true
		i=$((i + 1))
	done
}

memory() {
	dd if=/dev/zero of=/tmp/memory bs=64k count=512
	rm /tmp/memory
}

disk() {
	mke2fs -q /dev/vda
	mount -t ext4 /dev/vda /mnt
	dd if=/dev/zero of=/mnt/file bs=64k count=128 conv=fsync
	sync
	umount /mnt
	echo 3 > /proc/sys/vm/drop_caches
	mount -t ext4 /dev/vda /mnt
	dd if=/mnt/file of=/dev/null bs=64k
	umount /mnt
}

network() {
	ip link set lo up
	dd if=/dev/zero of=/tmp/file bs=64k count=64
	httpd -p 127.0.0.1:80 -h /tmp
	wget -q -O /dev/null http://127.0.0.1/file
	wget -q -O /dev/null http://127.0.0.1/file
	killall httpd
}

# As the command that exitstat runs: one activity. (The kernel gives init words of its own.)
if [ "${1:-}" = load ]; then
	set -e
	shift
	# The console is exits of its own.
	"$@" > /dev/null 2> /tmp/errors
	exit
fi

mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
mount -t tmpfs none /tmp
exec > /dev/console 2>&1
# Of this nothing but the boot is asked, and not what reading costs.
if grep -q phases=sites /proc/cmdline; then
	echo the boot is over
	poweroff -f
fi
mkdir /tmp/results
cd /tmp/results || exit 1
insmod /lib/virtio_blk.ko
phases=$(sed 's/.*phases=\([^ ]*\).*/\1/' /proc/cmdline)
for phase in $(echo "$phases" | tr , ' '); do
	case $phase in
	boot)
		state after-boot
		;;
	use)
		for activity in processes memory disk network; do
			load $activity
		done
		state after-use
		;;
	idle*)
		load sleep "${phase#idle}"
		state after-idle
		;;
	esac
done
cat /proc/uptime > uptime
touch end
tar -c -f - -- * | dd of=/dev/vdb bs=64k conv=fsync 2> /dev/null
poweroff -f
