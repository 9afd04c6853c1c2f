#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Both kinds of paging of a lab on each of the emulators that `make emulators` has unpacked: exact, equal to
# the kernel's own histogram, and a version that tools/lab/quirks was checked for.
# Usage: emulators.sh BUILD NAME...
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"

run() {
	"$build/bin/exitscope" run --lab "$lab" --emulator "$build/emulators/$name/run" --config "$configs" \
		--oracle --append ops=100 --image "$build/exitscope.elf" --log-dir "$build/logs/$name"
}

checked() {
	head -n1 "$build/logs/$name/$lab-${configs%,*}.log"
}

mkdir -p "$build/logs"
for name; do
	case $name in
	qemu-*) lab=svm configs=npt1,npt0 ;;
	bochs-*) lab=vmx configs=ept1,ept0 ;;
	*) echo "emulators.sh: no emulator '$name'" >&2 && exit 2 ;;
	esac
	expect "$name: exact, as the kernel counts" 0 '0 differ' run
	expect "$name: a version that the table of quirks was checked for" 0 '"checked":true' checked
done

echo "1..$checks"
exit "$bad"
