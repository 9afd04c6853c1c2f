#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# modules-load and modules-unload, in a lab: what is tested runs in L1, see load_l1.sh.
# Usage: load.sh BUILD LAB [KERNEL], after make tools lab
set -euo pipefail

build=$1 lab=$2 kernel=${3:-6.12}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root

# with_libraries PROGRAM: it, and what it is linked with, at their own places.
with_libraries()
{
	local file

	for file in "$1" $(ldd "$1" | grep -o '/[^ ]*'); do
		mkdir -p "$root${file%/*}"
		cp -L "$file" "$root$file"
	done
}

# A real host's shell and kmod; busybox's shell would call its own insmod, whatever PATH says.
for tool in busybox kmod dash; do
	command -v "$tool" >/dev/null || {
		echo "load.sh: apt-get install busybox-static kmod dash" >&2
		exit 3
	}
done
busybox=$(command -v busybox) kmod=$(command -v kmod) dash=$(command -v dash)
mkdir -p "$root/bin" "$root/usr/sbin" "$root/host-patch"
with_libraries "$kmod"
with_libraries "$dash"
for name in depmod insmod modinfo modprobe rmmod; do
	ln -s "$kmod" "$root/usr/sbin/$name"
done
cp "$busybox" "$root/bin/busybox"
ln -sf "$dash" "$root/bin/sh"
cp host-patch/load host-patch/load.sh host-patch/unload "$root/host-patch"
cp tests/host-patch/load_l1.sh "$root/test"
cp tests/tools/ok.sh "$root/"

status=0
"$build/bin/exitscope" run --kernel "$kernel" --lab "$lab" --modules none --payload "$root" \
	--exec /test --log-dir "$scratch" >"$scratch/out" 2>"$scratch/error" || status=$?
grep -E '^(ok|not ok|#|1\.\.)' "$scratch/out" || true
if ! grep -q '^1\.\.' "$scratch/out" || [ "$status" -gt 1 ]; then
	sed 's/^/# /' "$scratch/error"
	echo "not ok: the lab ended with $status"
fi
exit "$status"
