#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Both kinds of paging of a lab on each of the emulators that are named, the installed one (qemu, bochs) or one that
# `make emulators` has unpacked (qemu-trixie): exact, equal to the kernel's own histogram, and a version that
# tools/lab/quirks was checked for. On QEMU the quirk `echo` is there if the table says so; Bochs from 3.0 on has SVM too.
# Usage: emulators.sh BUILD NAME...
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"

# run LAB CONFIG[,CONFIG]
run() {
	"$build/bin/exitscope" run --lab "$1" --config "$2" --oracle --append ops=100 \
		--image "$build/exitscope.elf" --log-dir "$build/logs/$which"
}

checked() {
	head -n1 "$build/logs/$which/$lab-${configs%,*}.log"
}

# An echo that the table does not know of ends the run.
echoes() {
	local log=$build/logs/$which/svm-echo.log

	run svm echo || return
	if ! sed -n 1p "$log" | grep '"quirks":"[^"]*\<echo\>'; then
		echo "no echo is expected"
	elif ! grep '"echoes":' "$log"; then
		echo "an echo is expected, and there was none"
		return 1
	fi
}

mkdir -p "$build/logs"
for which; do
	program=$build/emulators/$which/run
	case $which in
	qemu | qemu-*) lab=svm configs=npt1,npt0 ;;
	bochs | bochs-*) lab=vmx configs=ept1,ept0 ;;
	*) echo "emulators.sh: no emulator '$which'" >&2 && exit 2 ;;
	esac
	# The svm lab with Bochs's SVM takes its emulator from here, too; --emulator is of the lab's own.
	case $which in
	qemu) export EXITSCOPE_QEMU=qemu-system-x86_64 ;;
	bochs) export EXITSCOPE_BOCHS=bochs-bin ;;
	qemu-*) export EXITSCOPE_QEMU=$program ;;
	bochs-*) export EXITSCOPE_BOCHS=$program ;;
	esac
	expect "$which: exact, as the kernel counts" 0 '0 differ' run "$lab" "$configs"
	expect "$which: a version that the table of quirks was checked for" 0 '"checked":true' checked
	version=$(checked | grep -o '"version":"[^"]*"') || version='no version'
	if [ "$lab" = svm ]; then
		expect "$which: interrupts that come twice, if the table says so" 0 'echo' echoes
	elif [ "$which" != bochs ]; then
		expect "$which: SVM, exact, as the kernel counts" 0 '0 differ' run svm ryzen,ryzen-hidden
		lab=svm configs=ryzen
		expect "$which: it was that version's" 0 "$version" checked
	fi
done

echo "1..$checks"
exit "$bad"
