#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tools/ci/lava/ by the real lava-run (lava-dispatcher of Debian 13 backports) in a bare Debian 13: each verdict and number is
# exitscope's own, of recorded logs, of a lab and of a QEMU without KVM; a guest that hangs, dies or is cut off is no pass.
# The root is under BUILD; packages, and the bare root, are kept in CACHE.
# Usage: lava.sh BUILD CACHE, as root
# shellcheck disable=SC2317 # the functions are called by ok
set -euo pipefail

suite=trixie build=$(cd "$1" && pwd)
mkdir -p "$build/bare/lava" "$2/debs/$suite"
work=$(cd "$build/bare/lava" && pwd)
cache=$(cd "$2" && pwd)
root=$work/root
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tools/ok.sh
. "$tests/../tools/ok.sh"
# shellcheck source=tests/bare_root.sh
. tests/bare_root.sh
exitscope=$build/bin/exitscope
ci=tools/ci/lava

[ "$(id -u)" = 0 ] || fail "only root may make another system's root"

make_root()
{
	bare_root &&
		suite_lines "$suite-backports" >>"$root/etc/apt/sources.list" &&
		inside sh -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends -t $suite-backports \
			lava-dispatcher && apt-get install -y -qq --no-install-recommends libjson-c5 qemu-system-x86 seabios"
}

# What the jobs find in /srv: the guest, recorded logs, and a device that says such a log in place of a guest.
fill_root()
{
	mkdir -p "$root/srv/bin" "$root/srv/lab"
	cp "$exitscope" "$root/srv/bin/"
	cp "$build"/exitscope.{elf,iso} tests/tools/logs/*.log "$root/srv/"
	cp -r "$build/lab"/{configs,quirks,6.12} "$root/srv/lab/"
	ln -s /srv/bin/exitscope "$root/usr/local/bin/exitscope"
	cat >"$root/srv/replay" <<-'END'
	#!/bin/sh
	# replay HOW LOG
	case $1 in
	whole) exec cat "$2" ;;
	cut) exec head -c 30000 "$2" ;;
	hang) head -c 30000 "$2" && exec sleep 1000 ;;
	no-end) exec sed '$d' "$2" ;;
	dead) ;;
	fail) exec sed 's/^ok \([0-9]*\) cpuid/not ok \1 cpuid/; /"name":"cpuid"/s/"pass"/"fail"/
		s/"verdict":"pass","pass":103,"fail":0/"verdict":"fail","pass":102,"fail":1/' "$2" ;;
	esac
	END
	chmod +x "$root/srv/replay"
}

# job URL IMAGE_ARG SECONDS: our job with another image, how it is named, and time enough.
job()
{
	sed -e "s|url: .*|url: file:///srv/$1|; s|image_arg: .*|image_arg: '$2'|; s/minutes: 10/seconds: $3/" \
		"$ci/job.yaml" >"$root/srv/job.yaml"
}

# lava LOG: that job on /srv/device.yaml; what lava-run says, its status.
lava()
{
	inside env PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin lava-run --job-id 1 --output-dir /srv/out \
		--device /srv/device.yaml --dispatcher /dev/null /srv/job.yaml >"$1" 2>&1
}

device_replay()
{
	sed "s|command: .*|command: /srv/replay|; s|options: .*|options: [$1, /srv/$2]|" \
		"$ci/device.yaml" >"$root/srv/device.yaml"
	job exitscope.elf '{guest}' 20
}

same()
{
	"$exitscope" export "$1" --format json >"$work/export.json" 2>"$work/export.err" || cat "$work/export.err"
	"$tests/compare.py" "$2" "$work/export.json" || { tail -n 5 "$2" && return 1; }
}

replayed()
{
	device_replay "$1" "$2"
	lava "$work/$1.log" || { tail "$work/$1.log" && return 1; }
	"$root/srv/replay" "$1" "tests/tools/logs/$2" >"$work/said.log"
	same "$work/said.log" "$work/$1.log" && grep -q '"case": "job", "result": "pass"' "$work/$1.log"
}

# shows LOG PATTERN: what exitscope says of a log, whatever status it has.
shows()
{
	{ "$exitscope" show "$1" || true; } | grep -E "$2"
}

# No pass: not of the job, nor of the case that the end is, and exitscope says so of LAVA's log too.
no_pass()
{
	local status=0

	device_replay "$1" vmx-ept1.log
	lava "$work/$1.log" || status=$?
	[ "$status" != 0 ] && grep -q '"case": "job", "result": "fail"' "$work/$1.log" &&
		! grep -q '"definition": "run"' "$work/$1.log" &&
		shows "$work/$1.log" '^INCOMPLETE' && return
	tail -n 20 "$work/$1.log"
	return 1
}

# LAVA's log is a log to exitscope: so its own figures need no other run to compare with.
lab()
{
	cp "$ci/device-lab.yaml" "$root/srv/device.yaml"
	job exitscope.elf '--image {guest}' 300
	lava "$work/lab.log" && same "$work/lab.log" "$work/lab.log" &&
		shows "$work/lab.log" '^pass: [0-9]+ pass, 0 fail'
}

without_kvm()
{
	sed 's/-enable-kvm, -cpu host/-cpu max/' "$ci/device.yaml" >"$root/srv/device.yaml"
	job exitscope.iso '-cdrom {guest}' 120
	lava "$work/tcg.log" && same "$work/tcg.log" "$work/tcg.log" &&
		shows "$work/tcg.log" '^skipped: 0 pass, 0 fail'
}

ok "a bare $suite with lava-dispatcher is made" make_root
fill_root
for log in vmx-ept1 svm-npt0; do
	ok "lava-run: $log, each verdict and median" replayed whole $log.log
done
ok "lava-run: a row that fails is a case that fails, and so is the end" replayed fail vmx-ept1.log
for how in cut hang no-end dead; do
	ok "lava-run: $how is no pass" no_pass $how
done
ok "lava-run: the ISO in a QEMU without KVM" without_kvm
ok "lava-run: the svm lab as device" lab
[ "$bad" != 0 ] || rm -rf "$root"
echo "1..$checks"
exit "$bad"
