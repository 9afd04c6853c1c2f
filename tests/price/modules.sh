#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds KVM's modules for a comparison: Debian's source as it is (unpatched), or with another patch.
# Usage: modules.sh KERNEL UNPACKED OUT [PATCH]
set -eu

kernel=$1 unpacked=$2 out=$3 patch=${4:-}
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..

fail() {
	echo "modules.sh: $1" >&2
	exit 3
}

# What host-patch/modules takes for the unpacked packages, with a source of its own.
source=$out/unpacked
rm -rf "$source"
mkdir -p "$source"
for name in release version; do
	cp "$unpacked/$name" "$source/"
done
ln -s "$(realpath "$unpacked/headers")" "$source/headers"
mkdir "$source/source"
cp -a "$unpacked/source/arch" "$unpacked/source/virt" "$unpacked/source/include" "$source/source/"
if [ -n "$patch" ]; then
	patch=$(realpath "$patch")
	(cd "$source/source" && GIT_DIR=/nonexistent git apply "$patch") ||
		fail "$patch does not apply to linux-source-$kernel"
fi
SERIES=none "$top/host-patch/modules" "$kernel" "$source" "$out/build" "$out"
rm -rf "$source"
