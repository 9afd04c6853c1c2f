# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # cache is the sourcing script's
# Debian's packages: their versions, their files, the kernel's source. Sourced, not run.

# What of the source is unpacked: KVM, the headers it may patch, and what checks a patch.
members=(
	arch/x86/kvm arch/x86/include virt/kvm include Documentation/virt/kvm
	Documentation/admin-guide/kernel-parameters.txt
	tools/testing/selftests/kvm scripts/checkpatch.pl scripts/spelling.txt
	scripts/const_structs.checkpatch MAINTAINERS COPYING
)

machine_apt=${APT_CONFIG:-/dev/null}
held='|'
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# A name that apt does not know it takes for a pattern: linux-source-6.1 is in linux-source-6.12.
version_of()
{
	apt-cache policy "$1" | awk -v name="$1:" '
		/^[^ ]/ { mine = $0 == name }
		mine && $1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

# mirror LABEL: where the machine gets Debian, or Debian-Security, from; nothing if it does not.
mirror()
{
	# shellcheck disable=SC2016 # apt's variables
	APT_CONFIG=$machine_apt apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 2>/dev/null |
		sed -n "s/^Debian $1 //p" | head -n1
}

# suite_lines SUITE...: what sources.list has to say to get them from where the machine gets its own.
suite_lines()
{
	local debian security suite

	debian=$(mirror Debian)
	security=$(mirror Debian-Security)
	[ -n "$debian" ] || fail "apt does not say where it gets Debian from: run apt-get update as root"
	for suite; do
		echo "deb [signed-by=$keyring] $debian $suite main"
		# Only released suites have updates of their own.
		case $suite in
		sid | *-*) ;;
		*) [ -z "$security" ] || echo "deb [signed-by=$keyring] $security $suite-security main" ;;
		esac
	done
}

# alone FILE: until this script ends no other goes beyond here with that file; apt gives up where it would have to wait.
alone()
{
	local lock

	case $held in *"|$1|"*) return ;; esac
	exec {lock}>"$1"
	flock -w 1800 "$lock" || fail "another one has held $1 for half an hour"
	held="$held$1|"
}

# use_suites DIR SUITE...: from here on apt knows these suites of Debian in place of the machine's own,
# by a list and a state in DIR; nothing of the machine's is changed.
use_suites()
{
	local dir lines

	mkdir -p "$1"
	dir=$(cd "$1" && pwd)
	shift
	lines=$(suite_lines "$@") || exit 3
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	alone "$dir/lock"
	cat >"$dir/apt.conf" <<-END
	Dir::Etc::sourcelist "$dir/sources.list";
	Dir::Etc::sourceparts "/dev/null";
	Dir::State::Lists "$dir/lists";
	Dir::Cache "$dir";
	APT::Sandbox::User "root";
	END
	echo "$lines" >"$dir/sources.list"
	export APT_CONFIG=$dir/apt.conf
	apt-get -qq update || fail "cannot read the lists of $*: is the package mirror reached?"
}

sha256_of()
{
	apt-cache show "$1=$2" | sed -n 's/^SHA256: //p' | head -n1
}

# fetch PACKAGE [VERSION]: have its file in the cache, whole; its name is printed.
fetch()
{
	local version file

	version=${2:-$(version_of "$1")}
	[ -n "$version" ] || fail "apt knows no package $1: run apt-get update as root"
	file=$(find "$cache" -maxdepth 1 -name "${1}_${version//:/%3a}_*.deb" | head -n1)
	if [ -z "$file" ] || ! echo "$(sha256_of "$1" "$version")  $file" |
			sha256sum --check --status 2>/dev/null; then
		echo "fetching $1 $version" >&2
		(cd "$cache" && apt-get -qq -o APT::Sandbox::User=root download "$1=$version" >&2) ||
			fail "cannot download $1 $version: is the package mirror reached?"
		file=$(find "$cache" -maxdepth 1 -name "${1}_${version//:/%3a}_*.deb" | head -n1)
	fi
	echo "$file"
}

# unpack_source PACKAGE DIR: its tar.xz, from the standard input, to DIR/source.
unpack_source()
{
	mkdir -p "$2/deb"
	xz -dc -T0 | tar -x -C "$2/deb" "${members[@]/#/$1/}"
	mv "$2/deb/$1" "$2/source"
	rmdir "$2/deb"
}

# depends PACKAGE PATTERN: the first package that PACKAGE depends on whose name fits.
depends()
{
	apt-cache depends --important "$1" | sed -n 's/^ *|\?Depends: //p' |
		grep -m1 -E "$2" || fail "$1 depends on no package like $2"
}

# arrange DIR RELEASE: what an image unpacked to, laid out as what follows knows it: modules moved
# from lib to usr/lib with 6.12.117 of Debian 13, the kernel from boot to its modules' folder with 7.0.
arrange()
{
	local modules=usr/lib/modules

	if [ ! -d "$1/lib/modules" ]; then
		mkdir -p "$1/lib"
		ln -s "../$modules" "$1/lib/modules"
	fi
	if [ ! -e "$1/boot/vmlinuz-$2" ]; then
		mkdir -p "$1/boot"
		ln -s "../$modules/$2/vmlinuz" "$1/boot/vmlinuz-$2"
	fi
	[ -s "$1/boot/vmlinuz-$2" ] || fail "no kernel in the packages of $2"
	find "$1/lib/modules/$2/" -name 'kvm.ko*' | grep -q . || fail "no kvm.ko in the packages of $2"
}

# unpack_image PACKAGE DIR: the kernel and its modules. The package holds all, or is an empty shell over
# packages of the two.
unpack_image()
{
	local package file parts

	parts=$(apt-cache depends --important "$1" |
		sed -nE 's/^ *Depends: (linux-(binary|modules)-[0-9].*)/\1/p')
	for package in "$1" $parts; do
		file=$(fetch "$package")
		dpkg-deb -x "$file" "$2"
	done
	arrange "$2" "${1#linux-image-}"
}
