#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Gathers L1's user space and writes it as an uncompressed cpio archive: the agent as init, Debian's
# QEMU with the libraries and ROMs it needs, and KVM's modules, stock and patched.
# Usage: rootfs.sh AGENT STOCK_MODULES PATCHED_MODULES OUT.cpio
# STOCK_MODULES is lib/modules/<release> of the unpacked image package. PATCHED_MODULES may be none.
set -eu

agent=$1 stock=$2 patched=$3 out=$4
root=$out.root

fail() {
	echo "rootfs.sh: $1" >&2
	exit 3
}

# The first of the named files that exists, or a clear end.
rom() {
	for directory in /usr/share/qemu /usr/share/seabios; do
		if [ -e "$directory/$1" ]; then
			cp -L "$directory/$1" "$root/usr/share/qemu/"
			return
		fi
	done
	fail "no $1 here: apt-get install qemu-system-x86 seabios"
}

module() {
	file=$(find "$stock" -name "$1.ko*" | head -n 1)
	case $file in
	*.ko.xz) xz -dc "$file" > "$root/lab/modules/stock/$1.ko" ;;
	*.ko) cp "$file" "$root/lab/modules/stock/" ;;
	*) fail "no $1.ko under $stock: make kernel-packages" ;;
	esac
}

qemu=$(command -v qemu-system-x86_64) || fail "apt-get install qemu-system-x86"

rm -rf "$root"
mkdir -p "$root/usr/bin" "$root/usr/share/qemu" "$root/lab/modules/stock" \
	"$root/lab/modules/patched" "$root/dev" "$root/proc" "$root/sys" "$root/tmp" "$root/job"
cp "$agent" "$root/init"
cp -L "$qemu" "$root/usr/bin/qemu-system-x86_64"
ldd "$qemu" | grep -o '/[^ ]*' | while read -r library; do
	mkdir -p "$root${library%/*}"
	cp -L "$library" "$root$library"
done
for name in bios-256k.bin bios-microvm.bin kvmvapic.bin linuxboot_dma.bin multiboot_dma.bin pvh.bin; do
	rom "$name"
done
for name in irqbypass kvm kvm-intel kvm-amd; do
	module "$name"
done
# A RAM disk to swap to, for hosts that do. A kernel of one's own may be without.
[ -z "$(find "$stock" -name "brd.ko*")" ] || module brd
for name in kvm kvm-intel kvm-amd; do
	[ "$patched" != none ] || break
	cp "$patched/$name.ko" "$root/lab/modules/patched/" || fail "no $patched/$name.ko: make modules"
done
# Signatures, debug information and BTF cost an emulated L1 seconds to check, and serve nobody there.
for file in "$root"/lab/modules/*/*.ko; do
	"${OBJCOPY:-objcopy}" --strip-debug -R .BTF -R .BTF.base "$file"
done

# Same input, same archive: names sorted, owner root, no times, no inode numbers.
find "$root" -exec touch -h -d @0 {} +
(cd "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0 --reproducible) > "$out.tmp"
rm -rf "$root"
mv "$out.tmp" "$out"
