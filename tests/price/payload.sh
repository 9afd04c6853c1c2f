#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Gathers what the measurement needs in L1 beside the lab: the program, and the modules to compare.
# Usage: payload.sh PROGRAM UNPATCHED_MODULES WRITE_UP_MODULES OUT
set -eu

program=$1 unpatched=$2 write_up=$3 out=$4

rm -rf "$out.new"
mkdir -p "$out.new/lab/modules/unpatched" "$out.new/lab/modules/write-up"
cp "$program" "$out.new/price"
for name in kvm kvm-intel kvm-amd; do
	cp "$unpatched/$name.ko" "$out.new/lab/modules/unpatched/"
	cp "$write_up/$name.ko" "$out.new/lab/modules/write-up/"
done
# As the lab's own, which load seconds faster without.
for file in "$out.new"/lab/modules/*/*.ko; do
	"${OBJCOPY:-objcopy}" --strip-debug -R .BTF -R .BTF.base "$file"
done
rm -rf "$out"
mv "$out.new" "$out"
