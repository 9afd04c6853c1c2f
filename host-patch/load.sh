# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What load and unload share; sourced, not run. No more than sh, so that a rescue system will do.

# The modules that were there before ours, and what they were loaded with.
state=${EXITSCOPE_STATE:-/run/exitscope-kvm}
self=${0##*/}

say() {
	echo "$self: $*"
}

# fail MESSAGE: refused, and nothing was changed. Status 3.
fail() {
	echo "$self: $*" >&2
	exit 3
}

is_loaded() {
	[ -d "/sys/module/$1" ]
}

# The vendor's module: the one that is loaded, or the one for this processor.
find_vendor() {
	for vendor in kvm_intel kvm_amd; do
		if is_loaded "$vendor"; then return; fi
	done
	if grep -qw vmx /proc/cpuinfo; then
		vendor=kvm_intel
	elif grep -qw svm /proc/cpuinfo; then
		vendor=kvm_amd
	else
		fail "this processor has neither VMX nor SVM, or the firmware has turned it off"
	fi
}

# users: the processes that have KVM open, "pid (name)" each.
users() {
	# shellcheck disable=SC2012 # no file names are read, and find would need -lname
	ls -l /proc/[0-9]*/fd 2> /dev/null |
		awk '/^\/proc\// { split($0, path, "/") }
			/ -> (\/dev\/kvm|anon_inode:kvm-)/ { print path[3] }' | sort -nu |
		while read -r pid; do
			echo "$pid ($(cat "/proc/$pid/comm" 2> /dev/null))"
		done | tr '\n' ' '
}

# KVM may be a module, and nobody may use it.
check_idle() {
	if [ "$(id -u)" != 0 ]; then fail "only root may do that"; fi
	if ! is_loaded kvm; then return; fi
	if [ ! -e /sys/module/kvm/refcnt ]; then
		fail "KVM is built into this kernel: boot one that has it as modules"
	fi
	for holder in /sys/module/kvm/holders/*; do
		case ${holder##*/} in
		'*' | "$vendor") ;;
		*) fail "the module ${holder##*/} uses KVM: remove it first (rmmod ${holder##*/})" ;;
		esac
	done
	if is_loaded "$vendor" && [ "$(cat "/sys/module/$vendor/refcnt")" != 0 ]; then
		fail "VMs are running, stop them first: $(users)"
	fi
}

# parameters MODULE: what a loaded module's parameters are now, "name=value" each, as far as the
# module would take them back: some show words that it does not take.
parameters() {
	for file in "/sys/module/$1/parameters"/*; do
		name=${file##*/}
		value=$(cat "$file" 2> /dev/null) || continue
		case $name=$value in
		*= | *[[:space:]]* | *'(null)' | pi_inject_timer=-1) ;;
		vmentry_l1d_flush=auto | vmentry_l1d_flush=never) echo "$name=$value" ;;
		vmentry_l1d_flush=cond | vmentry_l1d_flush=always) echo "$name=$value" ;;
		vmentry_l1d_flush=*) ;;
		*) echo "$name=$value" ;;
		esac
	done
}

# insert FILE PARAMETERS: with what it depends on; the reason, if it is refused, is insmod's line.
insert() {
	for dependency in $(modinfo -F depends "$1" | tr , ' '); do
		is_loaded "$(echo "$dependency" | tr - _)" || modprobe "$dependency" || return
	done
	# shellcheck disable=SC2086 # words
	insmod "$1" $2
}

remove() {
	if is_loaded "$1"; then rmmod "$1"; fi
}

# kept MODULE: the file of a module that was kept, empty if there was none.
kept() {
	for file in "$state/$1.ko"*; do
		if [ -e "$file" ]; then echo "$file"; fi
	done
}

# put_back: what was kept takes the place of what is loaded.
put_back() {
	remove "$vendor" && remove kvm || return
	for module in kvm "$vendor"; do
		file=$(kept "$module")
		[ -z "$file" ] || insert "$file" "$(cat "$state/$module.parameters")" || return
	done
}
