#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In L1: boots the Linux guest and prints what it has left on its disk of results, each file after a
# line `@@@ NAME`, and `@@@ end` if the guest came to its end.
# Usage: l1.sh PHASES [QEMU ARGUMENT...]
# With the phase `sites`: which instructions of the guest exited, from QEMU's start to its end, by exitstat here on the host.
# $ATTEMPTS: how many boots, should the guest get stuck (3). Status 9: stuck in all of them.
set -eu

phases=$1
shift
[ -e /bin/cat ] || /bin/busybox --install -s /bin
# Debian's own setting, which the lab's agent has changed for the sake of counts that repeat.
echo always > /sys/kernel/mm/transparent_hugepage/enabled
# Of shadow paging and of emulated real mode the boot is all that is compared.
for parameter in kvm_intel/parameters/ept kvm_intel/parameters/unrestricted_guest kvm_amd/parameters/npt; do
	case $(cat /sys/module/$parameter 2> /dev/null)-$phases in
	N-boot* | 0-boot*) phases=boot ;;
	esac
done
cd /tmp

boot() {
	rm -rf disk results out
	dd if=/dev/zero of=disk bs=1M count=0 seek=16 2> /dev/null
	dd if=/dev/zero of=results bs=1M count=0 seek=1 2> /dev/null
	exec timeout 1800 qemu-system-x86_64 -L /usr/share/qemu -nodefaults -no-user-config \
		-machine pc,accel=kvm -cpu host -m 128 -display none -vga none -no-reboot \
		-rtc base=2020-01-01,clock=vm -serial file:console \
		-kernel /guest/vmlinux -initrd /guest/initramfs.cpio \
		-drive file=disk,if=virtio,format=raw -drive file=results,if=virtio,format=raw \
		-append "console=ttyS0 quiet panic=-1 nokaslr norandmaps randomize_kstack_offset=off \
cryptomgr.notests initcall_blacklist=jent_mod_init,load_system_certificate_list,\
crypto_kdf108_init,bpf_tcp_ca_kfunc_init,bpf_dummy_struct_ops_init phases=$phases" "$@"
}

# What the guest has done: its exits but for the host's interrupts (1 on VMX, 96 on SVM).
done_so_far() {
	cat /sys/kernel/debug/kvm/*/vcpu0/exit_counters 2> /dev/null |
		awk '$1 != "#" && $1 != 1 && $1 != 96 { sum += $3 } END { print sum + 0 }'
}

# Kills a guest that for three seconds of the lab's takes no exit of its own while it uses the
# processor: one that is stuck with interrupts off. True if it was.
watch() {
	last=-1 still=0
	while [ -e "/proc/$1" ]; do
		sleep 1
		now=$(done_so_far)
		if [ "$now" = "$last" ] && [ "$now" != 0 ]; then
			still=$((still + 1))
		else
			still=0
		fi
		last=$now
		if [ $still = 3 ]; then
			kill "$1"
			return 0
		fi
	done
	return 1
}

# The guest's kernel is L1's own, at the same addresses in both, but for modules.
sites_begin() {
	rm -f sites.error
	grep -v '\[' /proc/kallsyms > kallsyms
	/exitstat --sites=131072 --kallsyms=kallsyms --top=10 --json=out.json -o out.txt 2> sites.error &
	sites=$!
	while ! grep -q counting sites.error; do
		[ -e /proc/$sites ] || { cat sites.error; exit 1; }
		sleep 0.1
	done
}

sites_end() {
	kill "$sites"
	counted=0
	wait "$sites" || counted=$?
	[ $counted = 0 ] || { cat sites.error; exit $counted; }
	mkdir -p out
	mv out.json out/sites.json
	mv out.txt out/sites.txt
	grep -q 'the boot is over' console && touch out/end
}

attempts=${ATTEMPTS:-3}
for attempt in $(seq "$attempts"); do
	[ "$phases" != sites ] || sites_begin
	boot "$@" &
	stuck=0
	watch $! && stuck=1
	status=0
	wait $! || status=$?
	[ "$phases" != sites ] || sites_end
	mkdir -p out
	tar -x -f results -C out 2> /dev/null || true
	[ $stuck = 1 ] || break
	echo "the guest got stuck, boot $attempt of $attempts (tools/experiments/README.md says why)"
done
if [ ! -e out/end ]; then
	[ "$stuck" = 0 ] || exit 9
	echo "the guest did not come to its end (QEMU ended with $status); its console:"
	cat console
	exit 1
fi
rm out/end
for file in out/*; do
	echo "@@@ ${file#out/}"
	cat "$file"
done
echo "@@@ end"
