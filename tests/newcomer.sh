#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Does what guestos/README.md tells a newcomer: its sample, as one file of
# workloads/, builds, is listed, and is exact in the lab.
# Usage: newcomer.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"

copy_tree() {
	cp -a Makefile boot guestos host-patch tools tests "$scratch/"
	awk '/^```/ { inside = $0 == "```c"; next } inside' guestos/README.md \
		>"$scratch/guestos/workloads/sample.c"
	grep -c WORKLOAD "$scratch/guestos/workloads/sample.c"
}

builds() {
	make -C "$scratch" BUILD=out guest
}

listed() {
	timeout 60 qemu-system-x86_64 -nodefaults -accel tcg -m 64 -display none -serial stdio \
		-device isa-debug-exit,iobase=0xf4,iosize=4 -no-reboot \
		-kernel "$scratch/out/exitscope.elf" -append 'list run=sample.*'
}

exact() {
	"$build/bin/exitscope" run --lab svm --image "$scratch/out/exitscope.elf" \
		--append run=sample.twice --log-dir "$scratch"
}

expect 'the sample is one file with one workload' 0 1 copy_tree
expect 'it builds' 0 exitscope.elf builds
expect 'it is listed' 33 'sample.twice' listed
expect 'it is exact in the lab' 0 'svm npt1: pass: 1 pass' exact

echo "1..$checks"
exit "$bad"
