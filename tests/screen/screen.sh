#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The ISO boots by BIOS and by UEFI, from a CD-ROM and from a USB stick, and the verdict is on the screen: read
# from VGA's text, or from the picture by the guest's own font. In plain QEMU, without KVM.
# Usage: screen.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"
# shellcheck source=tests/tools/qmp.sh
. "$(dirname "$0")/../tools/qmp.sh"

iso=$build/exitscope.iso
uefi=(-machine q35 -m 256 -bios /usr/share/ovmf/OVMF.fd)
bios=(-machine pc -m 64)
cdrom=(-cdrom "$iso" -boot d)
# shellcheck disable=SC2054 # they are QEMU's
stick=(-drive "if=none,id=stick,format=raw,readonly=on,file=$iso" -device qemu-xhci
	-device usb-storage,drive=stick)
serial=(-serial "file:$scratch/serial")
cmdline='ops=5 run=cpuid,,hlt,,io.*' # QEMU has commas doubled

# The text of the screen to $scratch/screen.
read_screen() {
	case $1 in
	text)
		vm_save 0xb8000 4000 "$scratch/dump"
		;;
	pixels)
		vm_say '{"execute":"screendump","arguments":{"filename":"'"$scratch"'/dump"}}' &&
			vm_await '"return"'
		;;
	esac && "$build/screen/read" "$scratch/dump" >"$scratch/screen"
}

# For people who want to look at it: EXITSCOPE_SCREENS names a folder for pictures.
photograph() {
	[ -n "${EXITSCOPE_SCREENS:-}" ] || return 0
	vm_say '{"execute":"screendump","arguments":{"format":"png","filename":"'"$EXITSCOPE_SCREENS/$checks.png"'"}}' &&
		vm_await '"return"'
}

# There is no event of a key that is waited for.
await_text() {
	for _ in $(seq 600); do
		read_screen "$1"
		if grep -q "$2" "$scratch/screen"; then
			return 0
		fi
		sleep 0.2
	done
	return 1
}

# Where there is no serial port the guest waits for a key before it ends.
press_key() {
	case "$*" in
	*-serial*) ;;
	*)
		await_text "$1" 'Press a key to end' &&
			vm_say '{"execute":"send-key","arguments":{"keys":[{"type":"qcode","data":"ret"}]}}'
		;;
	esac
}

# screen KIND ARGS...: the screen at the end of a run. KIND: text or pixels.
screen() {
	local kind=$1

	shift
	: >"$scratch/serial"
	vm_start -fw_cfg "name=opt/exitscope/cmdline,string=$cmdline" "$@" && press_key "$kind" "$@" && vm_await '"SHUTDOWN"' &&
		read_screen "$kind" && photograph && vm_quit || return
	cat "$scratch/screen" "$scratch/serial" | tee "$scratch/seen"
}

# What is on the screen alone.
refused() {
	screen "$@" >/dev/null && cat "$scratch/screen"
}

seen() {
	cat "$scratch/seen"
}

failing() {
	local cmdline="$cmdline inject=exception:cpuid"

	screen "$@"
}

expect 'BIOS, CD-ROM: the verdict is on the screen in text mode' 0 \
	'Exitscope: fail: 0 pass, 1 fail, 11 skip: unexpected exception or interrupt' \
	failing text "${bios[@]}" "${cdrom[@]}" "${serial[@]}" -vga std
expect 'with what the host is' 0 'Exitscope: no exit counters, 1 of 1 vCPUs, booted by multiboot2, log on 0x3f8' seen
expect 'and what failed' 0 'failed: cpuid' seen
expect 'and on the serial port' 0 '"screen":"text 80x25"' seen
expect 'BIOS, USB stick, no serial port: rows are on the screen' 0 'ok 12 io.rep_ins # SKIP' \
	screen text "${bios[@]}" "${stick[@]}" -vga std
expect 'and that a key ends it' 0 'Press a key to end.' seen
expect 'UEFI, CD-ROM: the verdict is on the screen, by pixels' 0 'Exitscope: skip: 0 pass, 0 fail, 12 skip' \
	screen pixels "${uefi[@]}" "${cdrom[@]}" "${serial[@]}" -vga std
expect 'and on the serial port' 0 '"boot":"multiboot2"' seen
expect 'UEFI, USB stick, no serial port: rows are on the screen' 0 'ok 12 io.rep_ins # SKIP' \
	screen pixels "${uefi[@]}" "${stick[@]}" -vga std
expect 'no long mode: a line on the screen' 0 'this processor has no long mode' \
	refused text "${bios[@]}" -kernel "$build/exitscope.elf" -cpu qemu64,-lm "${serial[@]}" -vga std
expect 'no local APIC: a line on the screen' 0 'Bail out! this machine has no local APIC' \
	refused text "${bios[@]}" "${cdrom[@]}" -cpu qemu64,-apic "${serial[@]}" -vga std

echo "1..$checks"
exit "$bad"
