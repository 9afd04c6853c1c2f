# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # suite, cache and root are the sourcing script's
# Sourced: a bare system of a Debian suite (debootstrap's minbase, with make and git) in the folder $root. Packages, and
# the bare root, are kept in $cache. As root.

# shellcheck source=host-patch/common.sh
. host-patch/common.sh
# shellcheck source=host-patch/apt.sh
. host-patch/apt.sh

# inside COMMAND...: in the bare system, in namespaces that end with it. Its devices are its own, as debootstrap has made them: what a
# command there does to /dev/null is not done to this system's.
inside()
{
	# shellcheck disable=SC2016 # expanded inside
	unshare --mount --pid --fork --kill-child bash -ec '
		root=$1 cache=$2 debs=$3
		shift 3
		mount -t proc proc "$root/proc"
		mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=666
		mount -t tmpfs tmpfs "$root/dev/shm"
		mount --bind "$cache" "$root/cache"
		mount --bind "$debs" "$root/var/cache/apt/archives"
		exec chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			TERM=dumb LC_ALL=C EXITSCOPE_CACHE=/cache "$@"
	' - "$root" "$cache" "$cache/debs/$suite" "$@"
}

# What ok calls goes on after a command that fails, so each leads to the next.
debootstrap_root()
{
	debootstrap --variant=minbase --cache-dir="$cache/debs/$suite" "$suite" "$root" \
			"$(mirror Debian)" &&
		suite_lines "$suite" >"$root/etc/apt/sources.list" &&
		# Nobody needs this root after a power cut, nor the same packages from the network again.
		echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io" &&
		echo 'Binary::apt-get::APT::Keep-Downloaded-Packages "true"; APT::Sandbox::User "root";' \
			>"$root/etc/apt/apt.conf.d/keep" &&
		mkdir "$root/cache" &&
		inside sh -c 'apt-get update -qq &&
			apt-get install -y -qq --no-install-recommends make git ca-certificates' &&
		tar -cf "$cache/bare-$suite.tar.new" --exclude='./var/cache/apt/*' -C "$root" . &&
		mv "$cache/bare-$suite.tar.new" "$cache/bare-$suite.tar"
}

unpack_root()
{
	tar -xpf "$cache/bare-$suite.tar" -C "$root" && mkdir -p "$root/var/cache/apt/archives"
}

# From the cache, if there is one; then as new as a system made today.
bare_root()
{
	local from=debootstrap_root

	[ ! -e "$cache/bare-$suite.tar" ] || from=unpack_root
	rm -rf "$root" && mkdir -p "$root" "$cache/debs/$suite/partial" && $from &&
		inside sh -c 'apt-get update -qq && apt-get upgrade -y -qq --no-install-recommends'
}
