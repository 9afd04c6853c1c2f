#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A payload for `exitscope run --payload`: a Linux guest for L1 to boot, of Debian's own kernel (the
# lab's), busybox and exitstat.
# Usage: payload.sh BUILD KERNEL OUT INIT FILE...
# INIT becomes the guest's /init; each FILE goes to L1's root, under its own name.
set -eu

build=$1 kernel=$2 out=$3 init=$4
shift 4

fail() {
	echo "payload.sh: $1" >&2
	exit 3
}

busybox=$(command -v busybox) || fail "no busybox: apt-get install busybox-static"
exitstat=$build/bin/exitstat
vmlinux=$build/lab/$kernel/vmlinux
[ -e "$exitstat" ] || fail "no $exitstat: make exitstat"
[ -e "$vmlinux" ] || fail "no $vmlinux: make lab"
module=$(find "$build/kernel/$kernel/image" -name 'virtio_blk.ko*' | head -n 1)

rm -rf "$out"
mkdir -p "$out/bin" "$out/guest"
guest=$(mktemp -d)
trap 'rm -rf "$guest"' EXIT
mkdir -p "$guest/bin" "$guest/lib" "$guest/dev" "$guest/proc" "$guest/sys" "$guest/tmp" "$guest/mnt"
case $module in
*.ko.xz) xz -dc "$module" > "$guest/lib/virtio_blk.ko" ;;
*.ko) cp "$module" "$guest/lib/virtio_blk.ko" ;;
*) fail "no virtio_blk.ko in $build/kernel/$kernel/image: make kernel-packages" ;;
esac
# Signature and BTF cost time to read and check, and serve nobody here.
"${OBJCOPY:-objcopy}" --strip-debug -R .BTF -R .BTF.base "$guest/lib/virtio_blk.ko"
cp "$exitstat" "$guest/bin/exitstat"
"${STRIP:-strip}" "$guest/bin/exitstat"
cp "$busybox" "$guest/bin/busybox"
"$busybox" --list | while read -r name; do
	[ "$name" = busybox ] || ln -s busybox "$guest/bin/$name"
done
cp "$init" "$guest/init"
chmod 755 "$guest/init"
find "$guest" -exec touch -h -d @0 {} +
(cd "$guest" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0 --reproducible) \
	> "$out/guest/initramfs.cpio"

cp "$busybox" "$out/bin/busybox"
ln -s busybox "$out/bin/sh"
cp "$vmlinux" "$out/guest/vmlinux"
for file; do
	cp "$file" "$out/"
done
