#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest boots by each protocol and on each machine, says in a line where it cannot, finds its serial
# port, and takes its options as documented. In plain QEMU, without KVM: every assertion is skipped, all is timed.
# Usage: boot.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"
# shellcheck source=tests/tools/qmp.sh
. "$(dirname "$0")/tools/qmp.sh"

# QEMU's status: 2 * code + 1 of the guest's (guestos/machine/machine.h).
pass=33 fail=35 skip=37 error=39
elf=$build/exitscope.elf

portless() {
	timeout 120 qemu-system-x86_64 -nodefaults -accel tcg -display none -vga none \
		-device isa-debug-exit,iobase=0xf4,iosize=4 -no-reboot "$@"
}

guest() {
	portless -serial stdio "$@"
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

# A boot sector that jumps to the kernel's entry, which QEMU has put into memory, with EAX = $1.
raw_jump() {
	"${CC:-gcc}" -m32 -nostdlib -static -Wl,--build-id=none -Wl,-Ttext=0x7c00 -Wl,--oformat=binary \
		-Wl,--defsym=entry="$(readelf -h "$elf" | sed -n 's/.*Entry point address: *//p')" \
		-Wl,--defsym=magic="$1" -o "$scratch/sector" "$(dirname "$0")/boot/raw.S"
	guest -machine pc -m 64 -device loader,file="$elf" \
		-drive if=ide,format=raw,file="$scratch/sector"
}

com3() {
	portless -machine pc -m 64 -kernel "$elf" -append 'ops=20 run=cpuid' -chardev stdio,id=com3 \
		-device isa-serial,iobase=0x3e8,irq=10,chardev=com3 "$@"
}

# The table behind its header: a 16550 with I/O ports from 0x3e8 on, 115200 baud.
spcr() {
	printf '\0\0\0\0\1\10\0\1\350\3\0\0\0\0\0\0\0\0\0\0\0\0\7' >"$scratch/spcr"
	head -c 21 /dev/zero >>"$scratch/spcr"
	com3 -serial null -acpitable sig=SPCR,rev=2,data="$scratch/spcr"
}

# RAM that plays a UART which is always ready: after a run it holds the last byte and the setup.
in_memory() {
	vm_start -machine pc -m 64 -kernel "$elf" -append 'ops=20 run=cpuid console=mmio:0x1800000' \
		-device loader,addr=0x1800005,data=0x60,data-len=1 &&
		vm_await '"SHUTDOWN"' && vm_save 0x1800000 8 "$scratch/uart" && vm_quit || return
	od -An -tx1 "$scratch/uart"
}

no_port() {
	local status=0

	portless -machine pc -m 64 -kernel "$elf" -append 'ops=20 run=cpuid' || status=$?
	echo ended
	return "$status"
}

under_160k() {
	[ "$(stat -c %s "$elf")" -lt 163840 ] && echo small
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
expect '64 vCPUs, in 64 MiB' $skip '"vcpus":64,"vcpus_found":64' \
	guest -machine q35 -m 64 -smp 64 -kernel "$elf" -append 'ops=2 run=cpuid,ipi.nobody'
expect 'as many vCPUs as there is memory for' $skip \
	'# 8 of 16 vCPUs are used: there is no memory for more' \
	guest -machine q35 -m 32 -smp 16 -kernel "$elf" -append 'ops=20 run=cpuid'
expect 'one vCPU without a PIT' $skip '# 1 of 2 vCPUs are used: there is no clock' \
	guest -machine microvm -m 64 -smp 2 -kernel "$elf" -append 'ops=20 run=cpuid'

expect 'COM2, where there is no COM1' $skip '"console":"0x2f8"' \
	portless -machine pc -m 64 -kernel "$elf" -append 'ops=20 run=cpuid' -chardev stdio,id=com2 \
	-device isa-serial,index=1,chardev=com2
expect 'COM2, where console= says so' $skip '"console":"0x2f8"' \
	portless -machine pc -m 64 -kernel "$elf" -append 'console=com2 ops=20 run=cpuid' \
	-serial null -serial stdio
expect 'the port that SPCR names, before COM1' $skip '"console":"0x3e8"' spcr
expect 'the port that console= names' $skip '"console":"0x3e8"' com3 -append 'ops=20 run=cpuid console=0x3e8'
expect 'a UART in memory' 0 ' 0a 00 07 03 03 60 00 a5' in_memory
expect 'no serial port and no screen' $skip ended no_port
expect 'a serial port that is none' $error 'Bail out! unknown option or bad value: console=com5' \
	options console=com5

expect 'no long mode' $error 'Bail out! this processor has no long mode' \
	guest -machine pc -m 64 -cpu qemu64,-lm -kernel "$elf"
expect 'no long mode, on COM2, in a processor that knows nothing of it' $error \
	'Bail out! this processor has no long mode' \
	portless -machine pc -m 64 -cpu qemu32 -kernel "$elf" -chardev stdio,id=com2 \
	-device isa-serial,index=1,chardev=com2
expect 'no local APIC' $error 'Bail out! this machine has no local APIC' \
	guest -machine pc -m 64 -cpu qemu64,-apic -kernel "$elf"
expect 'too little memory' $error 'Bail out! this machine has too little memory: ' \
	guest -machine pc -m 2 -kernel "$elf"
expect 'a loader that hands over nothing' $error 'Bail out! the boot loader hands over nothing that is known' raw_jump 0
expect 'an interrupt that is left pending, and not a word of memory' $skip '"boot":"multiboot1"' raw_jump 0x2badb002

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
expect 'the image is under 160 KiB' 0 small under_160k

echo "1..$checks"
exit "$bad"
