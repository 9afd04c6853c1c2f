#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in L1, a machine with a stock KVM: `exitscope run --lab kvm`, as README has it, beside a VM that exits all the
# time; then what it leaves behind, also when it is killed.
# Usage: here_l1.sh, with /build, busybox and here.conf in place; see here.sh
# shellcheck disable=SC2317,SC2154,SC2119 # the functions are called by expect; runs is in here.conf
set -u

busybox=/bin/busybox
$busybox mkdir -p /bin /tmp/other
$busybox --install -s /bin
PATH=/usr/bin:/bin
export PATH
scratch=/tmp
tracing=/sys/kernel/tracing
# shellcheck source=tests/tools/ok.sh
. /ok.sh
# shellcheck source=/dev/null
. /here.conf
# None of these rows is one that an emulated processor gets wrong, so nobody need tell.
rows='run=nop,cpuid,io.*,mmio.*,msr.*,memory.*,hypercall,cr0.wp,cr3.*,dr0.*,exception.ud ops=20'

# A second VM, again and again.
other()
{
	while [ -e /tmp/other ]; do
		qemu-system-x86_64 -nodefaults -no-user-config -machine pc,accel=kvm -cpu host -m 64 -display none \
			-vga none -no-reboot -serial file:/dev/null -device isa-debug-exit,iobase=0xf4,iosize=4 \
			-kernel /build/exitscope.elf -append 'run=cpuid,io.* ops=60000 watchdog=1000000'
	done >/dev/null 2>&1
}

# What exitscope could have left in tracefs; nothing else makes instances or probes here.
left()
{
	ls "$tracing/instances"
	cat "$tracing/kprobe_events"
}

clean()
{
	[ -z "$(left)" ] && echo clean
}

# Waits for what a killed one's guardian does: at most half a minute of L1's time.
clean_soon()
{
	for _ in $(seq 300); do
		[ -n "$(left)" ] || break
		sleep 0.1
	done
	clean
}

# shellcheck disable=SC2120 # expect hands over arguments
run()
{
	/build/bin/exitscope run --lab kvm --image /build/exitscope.elf --append "$rows" "$@"
}

# begun: a run in the background that has counted some rows; its process is $!.
begin()
{
	rm -f /tmp/begun
	run >/tmp/begun 2>&1 &
	killed=$!
	for _ in $(seq 600); do
		grep -q '^ok 5 ' /tmp/begun 2>/dev/null && return 0
		sleep 0.1
	done
	cat /tmp/begun
	return 1
}

# The one process that is exitscope's child and is no QEMU.
guardian_of()
{
	for status in /proc/[0-9]*/status; do
		if grep -q "^PPid:[[:space:]]*$1$" "$status" && grep -q '^Name:[[:space:]]*exitscope' "$status"; then
			status=${status#/proc/}
			echo "${status%/status}"
		fi
	done
}

kill_one()
{
	begin || return 1
	[ -n "$(left)" ] || { echo 'nothing was there to be left'; return 1; }
	kill -9 "$killed"
	clean_soon
}

# With nobody left who could, the next run cleans up.
kill_both()
{
	begin || return 1
	guardian=$(guardian_of "$killed")
	[ -n "$guardian" ] || { echo 'no guardian'; return 1; }
	kill -9 "$guardian" "$killed"
	[ -n "$(left)" ] || { echo 'nothing was left'; return 1; }
	run >/dev/null 2>&1 && clean
}

other &
for n in $(seq "$runs"); do
	expect "run $n: exact, beside a busy VM" 0 'kvm host: pass:' run
	expect "run $n: nothing is left" 0 clean clean
done
expect 'counts that nobody asked the host for are skipped' 4 'kvm host: skipped: 0 pass, 0 fail' run --counts guest
expect 'exitscope is killed: nothing is left' 0 clean kill_one
expect 'exitscope and its guardian are killed: the next run leaves nothing' 0 clean kill_both
rm -r /tmp/other
echo "1..$checks"
exit "$bad"
