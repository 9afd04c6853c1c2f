#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In L1: boots the guest once for each command, with a histogram of kvm_exit that the kernel opens at
# exitstat's first latch and closes at its second: from the end of kvm_cpuid() to the next one's
# beginning, so the exit of the second latch is in it and that of the first is not, as in exitstat's
# own difference. The view's number tells a latch (1) from setting the view back (0).
# Usage: oracle-l1.sh COMMAND...
set -eu

[ -e /bin/cat ] || /bin/busybox --install -s /bin
tracing=/sys/kernel/tracing
window=$tracing/instances/window
mkdir -p /tmp

arm() {
	mkdir "$window"
	# The leaf is what the second argument points to, the view what the fourth does.
	echo 'p:exitstat/close kvm_cpuid leaf=+0(%si):u32 view=+0(%cx):u32' >> $tracing/kprobe_events
	echo 'hist:keys=exit_reason:pause' > $window/events/kvm/kvm_exit/trigger
	echo 'enable_hist:kvm:kvm_exit:1 if function == 0x4ffffffc && index == 1' \
		> $window/events/kvm/kvm_cpuid/trigger
	echo 'disable_hist:kvm:kvm_exit if leaf == 0x4ffffffc && view == 1' \
		> $window/events/exitstat/close/trigger
}

# The triggers hold kvm.ko.
disarm() {
	echo '!disable_hist:kvm:kvm_exit if leaf == 0x4ffffffc && view == 1' \
		> $window/events/exitstat/close/trigger
	echo '!enable_hist:kvm:kvm_exit:1 if function == 0x4ffffffc && index == 1' \
		> $window/events/kvm/kvm_cpuid/trigger
	echo '!hist:keys=exit_reason:pause' > $window/events/kvm/kvm_exit/trigger
	echo '-:exitstat/close' >> $tracing/kprobe_events
	rmdir "$window"
}

# Of a guest that got stuck the histogram is of no use either, so each boot has one of its own.
for command; do
	for _ in 1 2 3; do
		arm
		status=0
		ATTEMPTS=1 /l1.sh "$command" || status=$?
		[ $status = 9 ] || break
		disarm
	done
	[ "$status" = 0 ] || exit "$status"
	echo "@@@ $command.hist"
	cat $window/events/kvm/kvm_exit/hist
	disarm
done
