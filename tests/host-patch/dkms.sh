#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# DKMS adds and builds the modules by dkms.conf, in trees of the test's own: nothing is installed. Its
# script is taken from Debian's package, if dkms is not here.
# Usage: dkms.sh KERNEL BUILD CACHE, after make kernel-packages
# shellcheck disable=SC2317 # the functions are called by ok
set -euo pipefail

kernel=$1 build=$2 cache=$3
release=$(cat "$build/kernel/$kernel/release")
headers=$PWD/$build/kernel/$kernel/headers/usr/src/linux-headers-$release
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"

# shellcheck source=host-patch/common.sh
. host-patch/common.sh
# shellcheck source=host-patch/apt.sh
. host-patch/apt.sh
if ! command=$(command -v dkms); then
	file=$(fetch dkms)
	dpkg-deb -x "$file" "$scratch/dkms"
	command=$scratch/dkms/usr/sbin/dkms
fi
mkdir "$scratch/src" "$scratch/tree" "$scratch/tmp"
EXITSCOPE_CACHE=$(cd "$cache" && pwd)
export EXITSCOPE_CACHE

dkms()
{
	local verb=$1

	shift
	bash "$command" "$verb" --dkmstree "$scratch/tree" --sourcetree "$scratch/src" "$@"
}

built()
{
	local module

	dkms status | grep "exitscope-kvm/2, $release, x86_64: built"
	for module in kvm kvm-intel kvm-amd; do
		find "$scratch/tree/exitscope-kvm/2/$release" -name "$module.ko*" | grep .
		modinfo -F vermagic \
			"$(find "$scratch/tree/exitscope-kvm/2/$release" -name "$module.ko*")" |
			grep "^$release "
	done
	modinfo -F parm "$(find "$scratch/tree/exitscope-kvm/2/$release" -name 'kvm.ko*')" |
		grep '^exit_counters:'
}

# Status 77 is how DKMS says that a kernel is none of the package's business.
skipped()
{
	local status=0

	dkms build exitscope-kvm/2 -k 5.10.0-1-amd64 -a x86_64 --kernelsourcedir "$headers" || status=$?
	[ "$status" = 77 ]
}

ok "dkms add takes the folder as it is" dkms add "$PWD/host-patch"
ok "dkms build makes the modules for $release" \
	dkms build exitscope-kvm/2 -k "$release" -a x86_64 --kernelsourcedir "$headers"
ok "three modules of that kernel, with the counters" built
ok "a kernel without a series is skipped" skipped
ok "dkms remove leaves nothing" dkms remove exitscope-kvm/2 --all
echo "1..$checks"
exit "$bad"
