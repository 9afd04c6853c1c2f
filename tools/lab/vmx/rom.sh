#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Makes an option ROM of a flat binary, in place: by its last byte all bytes add up to 0 mod 256.
# Usage: rom.sh FILE
set -eu

sum=$(od -An -v -tu1 "$1" | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print (256 - s % 256) % 256 }')
size=$(wc -c < "$1")
# shellcheck disable=SC2059 # the octal escape is the format
printf "$(printf '\\%03o' "$sum")" | dd of="$1" bs=1 seek=$((size - 1)) conv=notrunc status=none
