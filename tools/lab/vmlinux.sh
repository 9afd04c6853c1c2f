#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Unpacks the kernel (an ELF) from a bzImage, so that no lab spends its time on that.
# Usage: vmlinux.sh VMLINUZ OUT
set -eu

fail() {
	echo "vmlinux.sh: $1" >&2
	exit 3
}

# A little-endian number of $3 bytes at offset $2 of file $1.
number() {
	od -An -v -tu"$3" --endian=little -j "$2" -N "$3" "$1" | tr -d ' '
}

in=$1 out=$2
[ -r "$in" ] || fail "$in: no such kernel: make kernel-packages"
[ "$(number "$in" $((0x202)) 2)" -ge $((0x208)) ] || fail "$in: not a bzImage with a payload"
# The boot protocol's setup_sects, payload_offset and payload_length.
start=$((($(number "$in" $((0x1f1)) 1) + 1) * 512 + $(number "$in" $((0x248)) 4)))
length=$(number "$in" $((0x24c)) 4)
case $(od -An -v -tx1 -j "$start" -N 4 "$in" | tr -d ' ') in
28b52ffd) unpack="zstd -dc" ;;
1f8b*) unpack="gzip -dc" ;;
fd377a58) unpack="xz -dc" ;;
02214c18) unpack="lz4 -dc" ;;
*) fail "$in: packed in a way this script does not know" ;;
esac
command -v "${unpack%% *}" > /dev/null || fail "no ${unpack%% *}: apt-get install ${unpack%% *}"

# The kernel's size stands after the packed data, where some unpackers take it for damage.
tail -c +$((start + 1)) "$in" | head -c "$length" | $unpack > "$out.tmp" 2> "$out.messages" || true
[ "$(head -c 4 "$out.tmp" | od -An -tx1 | tr -d ' ')" = 7f454c46 ] ||
	fail "$in: no ELF kernel in it: $(head -n 1 "$out.messages")"
rm -f "$out.messages"
mv "$out.tmp" "$out"
