#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in L1, which is a real host to these modules: Debian's are loaded, ours are swapped in and out.
# Usage: load_l1.sh, with /host-patch, kmod and busybox in place; see load.sh
# shellcheck disable=SC2317,SC2086 # the functions are called by ok; no word here has a blank in it
set -u

busybox mkdir -p /bin /run /tmp/ours /tmp/mixed /tmp/cut /tmp/bent /tmp/stubs
busybox --install -s /bin
PATH=/usr/sbin:/usr/bin:/bin
export PATH
release=$(uname -r)
grep -qw vmx /proc/cpuinfo && vendor=kvm_intel paging=ept || vendor=kvm_amd paging=npt
file=$(echo $vendor | tr _ -).ko
stock=/lab/modules/stock
ours=/lab/modules/patched
scratch=/tmp
# shellcheck source=tests/tools/ok.sh
. /ok.sh

# ends STATUS TEXT COMMAND...: it ends with that status and says that text.
ends() {
	wanted=$1 text=$2 got=0
	shift 2
	"$@" > /tmp/output 2>&1 || got=$?
	cat /tmp/output
	[ "$got" = "$wanted" ] && grep -q -- "$text" /tmp/output
}

# What is loaded, to the byte, and with which parameters.
snapshot() {
	for module in kvm $vendor; do
		[ -d /sys/module/$module ] || continue
		od -An -tx1 /sys/module/$module/notes/.note.gnu.build-id
		grep -r . /sys/module/$module/parameters
	done
}

remember() {
	snapshot > /tmp/before
	[ -s /tmp/before ]
}

# unchanged: the same modules with the same parameters, and a VM can be made.
unchanged() {
	snapshot > /tmp/now
	diff /tmp/before /tmp/now && vm_works
}

references() {
	cat /sys/module/$vendor/refcnt
}

# QEMU says by its exit that the VM is there.
vm_start() {
	qemu-system-x86_64 -nodefaults -machine pc,accel=kvm -m 16 -display none -S -daemonize \
		-pidfile /tmp/pid && [ "$(references)" != 0 ]
}

vm_stop() {
	kill "$(cat /tmp/pid)" || return
	for _ in $(seq 200); do
		[ "$(references)" != 0 ] || return 0
		sleep 0.05
	done
	echo "KVM is still in use"
	return 1
}

vm_works() {
	vm_start && vm_stop
}

# while_vm_runs STATUS TEXT COMMAND...
while_vm_runs() {
	vm_start || return
	status=0
	ends "$@" || status=1
	grep -q "$(cat /tmp/pid) (qemu-system" /tmp/output || status=1
	vm_stop && return $status
}

load() {
	/host-patch/load "$@"
}

unload() {
	/host-patch/unload
}

# Ours count, and have kept what the old ones were loaded with.
ours_loaded() {
	grep -x 1 /sys/module/kvm/parameters/exit_counters &&
		grep -x 12345 /sys/module/kvm/parameters/halt_poll_ns &&
		grep -x '[0N]' /sys/module/$vendor/parameters/nested &&
		[ "$(cat /sys/module/$vendor/parameters/$paging)" = "$1" ] &&
		vm_start && cat /sys/kernel/debug/kvm/*/vcpu0/exit_counters && vm_stop
}

dry_run() {
	ends 0 "will insert $ours/kvm.ko .*halt_poll_ns=12345.* exit_counters=1" \
		env DRY_RUN=1 /host-patch/load $ours && unchanged && [ ! -e /run/exitscope-kvm ]
}

# with_insmod SCRIPT COMMAND...: for that command insmod is a script.
with_insmod() {
	printf '#!/bin/sh\n%s\n' "$1" > /tmp/stubs/insmod
	chmod +x /tmp/stubs/insmod
	shift
	env PATH=/tmp/stubs:$PATH "$@"
}

interrupted() {
	# shellcheck disable=SC2016 # the stub's variables
	ends 1 'interrupted: bringing' with_insmod \
		'case $1 in */patched/kvm.ko) kill -TERM $PPID ;; esac; exec /usr/sbin/insmod "$@"' \
		/host-patch/load $ours && unchanged
}

# No module goes in again: what was kept must stay, and a later unload puts it back.
lost() {
	ends 2 'kept in /run/exitscope-kvm' with_insmod 'exit 1' /host-patch/load $ours || return
	[ ! -d /sys/module/kvm ] && ends 0 'old modules are back' unload && unchanged
}

from_nothing() {
	rmmod $vendor kvm && ends 0 'KVM is not loaded' load $ours &&
		grep -x 1 /sys/module/kvm/parameters/exit_counters &&
		ends 0 'was not loaded before' unload && [ ! -d /sys/module/kvm ]
}

# As on a disk: the distribution's modules, known to modprobe.
mkdir -p "/lib/modules/$release/kernel"
ln -s $stock/*.ko "/lib/modules/$release/kernel/"
depmod
modprobe kvm halt_poll_ns=12345
modprobe $vendor nested=0
cp $ours/kvm.ko $stock/$file /tmp/mixed
cp $ours/kvm.ko /tmp/cut && head -c 100000 $ours/$file > /tmp/cut/$file
cp $ours/$file /tmp/bent && cp $ours/kvm.ko /tmp/bent
# The machine that an ELF file is for: modinfo does not look, the kernel does.
printf '\377' | dd of=/tmp/bent/kvm.ko bs=1 seek=18 conv=notrunc 2> /dev/null

ok "Debian's modules are loaded" remember
ok 'a folder without modules is refused' ends 3 'no /nowhere/kvm.ko' load /nowhere
ok 'a parameter that no module has is refused' ends 3 'has a parameter bogus' load $ours bogus=1
ok 'a damaged module is refused' ends 3 'is not a module' load /tmp/cut
ok 'another folder than the loaded modules are from is refused' \
	ends 3 'is not /lab/modules/patched/kvm.ko' env OLD=$ours /host-patch/load $ours
ok 'unload without a load is refused' ends 3 'nothing to restore' unload
ok 'DRY_RUN says what a load would do' dry_run
ok 'a running VM is named, and load refused' while_vm_runs 3 'VMs are running' load $ours
ok 'nothing has changed so far' unchanged
ok 'kvm.ko does not load: the old ones come back' ends 1 'old modules are back' load /tmp/bent
ok 'as they were' unchanged
ok "the vendor's module does not load: the old ones come back" \
	ends 1 'old modules are back' load /tmp/mixed
ok 'as they were' unchanged
ok 'load is interrupted: the old ones come back' interrupted
ok 'no module loads any more: the old ones are kept, and come back later' lost
ok 'load' ends 0 'done: kvm exit_counters=1' load $ours
ok 'ours count, with the old parameters' ours_loaded Y
ok 'a running VM is named, and unload refused' while_vm_runs 3 'VMs are running' unload
ok 'load again, with a parameter' ends 0 'keeps those from before already' load $ours $paging=0
ok 'ours have that parameter' ours_loaded N
ok 'unload' ends 0 'old modules are back' unload
ok "Debian's modules are back, as they were" unchanged
ok 'unload again is refused' ends 3 'nothing to restore' unload
ok 'from nothing to ours and back' from_nothing
echo "1..$checks"
exit "$bad"
