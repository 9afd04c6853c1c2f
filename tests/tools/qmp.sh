# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # coproc sets vm_PID
# Sourced: a QEMU that does not end when its machine does, and its monitor.

# vm_start ARGS...: starts it. An event that is awaited must not be awaited twice.
vm_start() {
	coproc vm { exec timeout 120 qemu-system-x86_64 -nodefaults -accel tcg -display none -no-reboot \
		-no-shutdown -qmp stdio "$@" 2>&1; }
	vm_await '"QMP"' && vm_say '{"execute":"qmp_capabilities"}' && vm_await '"return"'
}

vm_say() {
	echo "$1" >&"${vm[1]}"
}

# Until QEMU says $1. If it does not, what it has said in place of it is shown.
vm_await() {
	local line said=

	while read -r -t 120 -u "${vm[0]}" line; do
		case $line in *"$1"*) return ;; esac
		said="$said $line"
	done
	echo "no $1 from QEMU:$said"
	return 1
}

# vm_save ADDRESS SIZE FILE: a piece of the guest's memory.
vm_save() {
	vm_say '{"execute":"pmemsave","arguments":{"val":'"$(($1))"',"size":'"$2"',"filename":"'"$3"'"}}' &&
		vm_await '"return"'
}

vm_quit() {
	vm_say '{"execute":"quit"}' && vm_await '"return"' && wait "$vm_PID"
}
