#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest boots by each protocol and on each machine, and takes its options as
# documented. In plain QEMU, without KVM: every assertion is skipped, all is timed.
# Usage: boot.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"

# QEMU's status: 2 * code + 1 of the guest's (guestos/machine/machine.h).
pass=33 fail=35 skip=37 error=39
elf=$build/exitscope.elf

guest() {
	timeout 120 qemu-system-x86_64 -nodefaults -accel tcg -display none -vga none -serial stdio \
		-device isa-debug-exit,iobase=0xf4,iosize=4 -no-reboot "$@"
}

options() {
	guest -machine pc -m 64 -kernel "$elf" -append "$1"
}

fw_cfg() {
	guest -machine pc -m 64 "$@" \
		-fw_cfg 'name=opt/exitscope/cmdline,string=ops=20 run=cpuid,,memory.*'
}

# QEMU prefers Multiboot 1; without that header's magic it takes the PVH note.
pvh() {
	LC_ALL=C sed 's/\x02\xb0\xad\x1b/\x00\x00\x00\x00/' "$elf" >"$scratch/pvh.elf"
	guest -machine "$1" -m 64 -kernel "$scratch/pvh.elf" -append 'ops=20 run=cpuid,io.*'
}

grub_multiboot1() {
	mkdir -p "$scratch/iso/boot/grub"
	cp "$elf" "$scratch/iso/boot/"
	printf 'set timeout=0\nmenuentry 1 {\nmultiboot /boot/exitscope.elf ops=20 run=cpuid\n}\n' \
		>"$scratch/iso/boot/grub/grub.cfg"
	grub-mkrescue -d /usr/lib/grub/i386-pc -o "$scratch/1.iso" "$scratch/iso" >/dev/null 2>&1
	guest -machine pc -m 64 -cdrom "$scratch/1.iso" -boot d
}

under_128k() {
	[ "$(stat -c %s "$elf")" -lt 131072 ] && echo small
}

expect 'Multiboot 1 on pc, options by the kernel line' $skip '"boot":"multiboot1"' \
	options 'ops=20 run=cpuid,hlt'
expect 'Multiboot 1 on q35' $skip '"skip":3,' \
	guest -machine q35 -m 64 -kernel "$elf" -append 'ops=20 run=cpuid,io.in8,hlt'
expect 'Multiboot 1 on microvm, which has no PIT' $skip '"tsc_khz":0' \
	guest -machine microvm -m 64 -kernel "$elf" -append 'ops=20 run=cpuid,io.in8'
expect 'Multiboot 2 by the ISO, options by fw_cfg' $skip '"boot":"multiboot2"' \
	fw_cfg -cdrom "$build/exitscope.iso" -boot d
expect 'Multiboot 1 by GRUB' $skip '"boot":"multiboot1"' grub_multiboot1
expect 'PVH on pc' $skip '"boot":"pvh"' pvh pc
expect 'PVH on microvm' $skip '"boot":"pvh"' pvh microvm
expect 'all workloads in plain QEMU, 64 MiB' $skip '"verdict":"skip","pass":0,"fail":0' options ops=10
expect 'all workloads in plain QEMU, 4 GiB, 8 vCPUs at once' $skip '"verdict":"skip","pass":0,"fail":0' \
	guest -machine q35 -m 4096 -smp 8 -kernel "$elf" -append 'ops=10 mode=all'
expect 'two vCPUs by turns' $skip '"mode":"pingpong"' \
	guest -machine pc -m 64 -smp 2 -kernel "$elf" -append 'ops=10 mode=pingpong run=cpuid,ipi.*'
expect 'list' $pass '"name":"cpuid","summary":"CPUID, leaf 0"' options list
expect 'an unknown option' $error 'Bail out! unknown option or bad value: opps=3' options opps=3
# From the guest's entry to its first result, by its own clock.
waited() {
	local khz cycles status=0

	options 'ops=10 run=cpuid settle=300' >"$scratch/settle.log" || status=$?
	khz=$(sed -n 's/.*"tsc_khz":\([0-9]*\).*/\1/p' "$scratch/settle.log")
	cycles=$(sed -n 's/.*"first_result_cycles":\([0-9]*\).*/\1/p' "$scratch/settle.log")
	if [ $((cycles / khz)) -ge 300 ]; then
		echo "300 ms or more"
	fi
	return "$status"
}
expect 'settle=300 waits before the first workload' $skip '300 ms or more' waited
expect 'a bad value' $error 'Bail out! unknown option or bad value: ops=0' options ops=0
expect 'an unknown workload' $error 'Bail out! run= names no workload: nosuch*' \
	options 'run=cpuid,nosuch*'
expect 'an exception is dumped, with a backtrace' $fail 'backtrace: 0x' \
	options 'run=cpuid inject=exception:cpuid'
expect 'a hang ends by the watchdog' $fail 'hang: no end after 200 ms' \
	options 'run=cpuid watchdog=200 inject=hang:cpuid'
expect 'the image is under 128 KiB' 0 small under_128k

echo "1..$checks"
exit "$bad"
