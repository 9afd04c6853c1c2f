#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In the place of tools/lab/tree.sh, with its arguments and statuses: KVM's modules of a tree that holds KVM alone, by
# $TRY_MODULES (host-patch/modules) against Debian's headers in $TRY_UNPACKED, and the lab $TRY_LAB's own kernel.
# Usage: tree_modules.sh TREE WORK AGENT OUT
set -euo pipefail

own=$(cd "$(dirname "$0")" && pwd)
tree=$1 work=$2 agent=$3 out=$4
release=$(cat "$TRY_UNPACKED/release")
cross=${CROSS_COMPILE-x86_64-linux-gnu-}

mkdir -p "$work/unpacked" "$work/stock" "$out"
ln -sfn "$tree" "$work/unpacked/source"
ln -sfn "$TRY_UNPACKED/headers" "$work/unpacked/headers"
cp "$TRY_UNPACKED/release" "$work/unpacked/release"
if ! SERIES=none "$TRY_MODULES" "$TRY_KERNEL" "$work/unpacked" "$work/modules-build" "$work/modules" >"$work/said" 2>&1; then
	echo "tree.sh: does not build: $(grep -hm1 'error: ' "$work/modules-build/build.log" "$work/said")" >&2
	exit 6
fi
cp "$work/modules/$release"/kvm{,-intel,-amd}.ko "$work/stock/"
find "$TRY_UNPACKED/image/lib/modules/$release" -name 'irqbypass.ko*' -exec cp -t "$work/stock" {} +
OBJCOPY=${cross}objcopy "$own/rootfs.sh" "$agent" "$work/stock" none "$out/l1.cpio"
cp "$TRY_LAB/vmlinux" "$out/vmlinux"
