#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the labs call the kernel of a source tree: the folder's name, and six digits of its path's hash.
# Usage: tree_name.sh TREE
set -eu

path=$(realpath -m "$1")
name=$(basename "$path" | tr -c 'A-Za-z0-9._\n-' _)
echo "$name-$(printf %s "$path" | sha256sum | head -c 6)"
