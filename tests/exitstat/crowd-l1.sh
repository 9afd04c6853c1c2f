#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In L1: boots the guest while the kernel writes down each exit of its vCPUs, and each latch. L1 has one processor, so that they
# are in order.
# Usage: crowd-l1.sh VCPUS
set -eu

[ -e /bin/cat ] || /bin/busybox --install -s /bin
crowd=/sys/kernel/tracing/instances/crowd
mkdir -p /tmp

arm() {
	mkdir $crowd
	echo 32768 > $crowd/buffer_size_kb
	echo 'function == 0x4ffffffc && index == 1' > $crowd/events/kvm/kvm_cpuid/filter
	echo 1 > $crowd/events/kvm/kvm_cpuid/enable
	echo 1 > $crowd/events/kvm/kvm_exit/enable
}

# The events hold kvm.ko.
disarm() {
	echo 0 > $crowd/events/kvm/kvm_exit/enable
	echo 0 > $crowd/events/kvm/kvm_cpuid/enable
	rmdir $crowd
}

# Of a guest that got stuck the trace is of no use either.
for _ in 1 2 3; do
	arm
	status=0
	ATTEMPTS=1 /l1.sh crowd -smp "$1" > /tmp/said || status=$?
	echo 0 > $crowd/tracing_on
	[ $status = 9 ] || break
	cat /tmp/said
	disarm
done
if [ "$status" != 0 ] || ! grep -q '^@@@ tables.json' /tmp/said; then
	cat /tmp/said
	exit 1
fi
sed -n '/^{/p' /tmp/said > /tmp/tables
echo "vCPUs: $(sed -n '/^@@@ vcpus/{n;p}' /tmp/said)"
grep '^exitstat: ' /tmp/console || true
awk '/overrun|dropped/ { lost += $NF } END { print "lost: " lost + 0 }' $crowd/per_cpu/cpu0/stats
awk -f /crowd.awk /tmp/tables $crowd/trace
disarm
