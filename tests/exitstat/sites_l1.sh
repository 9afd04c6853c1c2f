#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In L1, as the host of a VM: exitstat --sites, against the plain histogram of kvm_exit and the counters in debugfs; and what
# it leaves behind, also when it is killed.
# Usage: sites_l1.sh, with exitstat, guest.elf, guest.kallsyms and ok.sh beside it; see sites.sh
# shellcheck disable=SC2317,SC2154,SC2119,SC2120 # the functions are called by expect and ok
set -u

/bin/busybox mkdir -p /bin /tmp
/bin/busybox --install -s /bin
PATH=/usr/bin:/bin
export PATH
scratch=/tmp
tracing=/sys/kernel/tracing
plain=$tracing/instances/plain
# shellcheck source=tests/tools/ok.sh
. /ok.sh
rows='run=cpuid,io.*,mmio.read,msr.read,msr.write,memory.first_touch ops=20'

vm()
{
	exec qemu-system-x86_64 -L /usr/share/qemu -nodefaults -no-user-config -machine pc,accel=kvm -cpu host -m 64 \
		-display none -vga none -no-reboot -no-shutdown -serial file:/tmp/serial -kernel /guest.elf -append "$rows" "$@"
}

# What exitstat could have left in tracefs.
left()
{
	find "$tracing/instances" -name 'exitstat*' -maxdepth 1
	grep exitstat "$tracing/synthetic_events"
}

clean()
{
	[ -z "$(left)" ] && echo clean
}

# Waits for what a killed one's guardian does: at most half a minute of L1's time.
clean_soon()
{
	for _ in $(seq 300); do
		[ -n "$(left)" ] || break
		sleep 0.1
	done
	clean
}

# A VM from its first exit until its guest is done, and then stopped, so that nothing counts any more. exitstat runs this.
# Its process is in /tmp/vm.
whole_life()
{
	rm -f /tmp/serial
	vm > /tmp/vm.output 2>&1 &
	echo $! > /tmp/vm
	for _ in $(seq 600); do
		grep -q '"type":"end"' /tmp/serial 2> /dev/null && break
		[ -e /proc/$! ] || return 1
		sleep 0.1
	done
	grep -q '"type":"end"' /tmp/serial || return 1
	kill -STOP $!
	while grep -h '^State:' /proc/$!/task/*/status | grep -qv T; do sleep 0.01; done
}

end_vm()
{
	kill -9 "$(cat /tmp/vm)"
	wait
	while [ -n "$(find /sys/kernel/debug/kvm -name '*-*')" ]; do sleep 0.01; done
}

# reason=count, in the order of reasons: of exitstat's CSV, of a histogram, of debugfs.
by_reason_csv()
{
	awk -F , '$2 ~ /^[0-9]+$/ { n[$2] += $1 } END { for (r in n) print r "=" n[r] }' "$1" | sort -n
}

by_reason_hist()
{
	awk '$2 == "exit_reason:" { print $3 "=" $6 }' "$1" | sort -n
}

by_reason_debugfs()
{
	cat /sys/kernel/debug/kvm/*/vcpu0/exit_counters | awk '$1 ~ /^[0-9]+$/ && $3 { print $1 "=" $3 }' | sort -n
}

# same NAME A B
same()
{
	ok "$1" diff "$2" "$3"
}

# count ARGUMENTS: exitstat over a VM's whole life, beside a histogram of the test's own.
count()
{
	mkdir "$plain"
	echo 'hist:keys=exit_reason' > "$plain/events/kvm/kvm_exit/trigger"
	/exitstat --sites "$@" --csv=/tmp/sites.csv -o /tmp/sites.txt -- /bin/sh /sites_l1.sh life
	counted=$?
	cat "$plain/events/kvm/kvm_exit/hist" > /tmp/plain.hist
	echo '!hist:keys=exit_reason' > "$plain/events/kvm/kvm_exit/trigger"
	rmdir "$plain"
	by_reason_csv /tmp/sites.csv > /tmp/sites.sum
	by_reason_hist /tmp/plain.hist > /tmp/plain.sum
	by_reason_debugfs > /tmp/debugfs.sum 2> /dev/null
	return "$counted"
}

# exits_of NAME WHAT: how many exits the sites of a reason have of which that is told.
exits_of()
{
	awk -F , -v name="$1" -v what="$2" '$3 ~ name && $4 ~ what { n += $1 } END { print n + 0 }' /tmp/sites.csv
}

total_is()
{
	awk -F = '{ n += $2 } END { print n }' /tmp/plain.sum > /tmp/a
	awk -F , '$3 == "total" { print $1 }' /tmp/sites.csv > /tmp/b
	diff /tmp/a /tmp/b
}

# kill_one [both]: exitstat is killed as it counts, with its guardian or without.
kill_one()
{
	/exitstat --sites > /tmp/killed 2>&1 &
	for _ in $(seq 300); do
		grep -q counting /tmp/killed && break
		sleep 0.1
	done
	[ -n "$(left)" ] || { echo 'nothing was there to be left'; return 1; }
	guardian=
	for file in /proc/[0-9]*/status; do
		grep -q "^PPid:[[:space:]]*$!$" "$file" && guardian=${file#/proc/}
	done
	[ -n "$guardian" ] || { echo 'no guardian'; return 1; }
	kill -9 ${1:+"${guardian%/status}"} $!
	wait
	[ -n "${1:-}" ] || clean_soon
}

kill_both()
{
	kill_one both || return 1
	[ -n "$(left)" ] || { echo 'nothing was left'; return 1; }
	/exitstat --sites -- true > /dev/null && clean
}

# A VM that does not run has no exits, whatever the one beside it does.
beside()
{
	vm -S > /dev/null 2>&1 &
	still=$!
	(rows="$rows watchdog=1000000" && rows=${rows%ops=*}ops=60000 && vm) > /dev/null 2>&1 &
	busy=$!
	while [ "$(find /sys/kernel/debug/kvm -name vcpu0 | wc -l)" -lt 2 ]; do sleep 0.01; done
	/exitstat --sites --host="$still" --csv=/tmp/still.csv -o /dev/null -- sleep 0.2
	/exitstat --sites --csv=/tmp/all.csv -o /dev/null -- sleep 0.2
	kill -9 "$still" "$busy"
	wait
	awk -F , '$3 == "total" { print (FILENAME ~ /all/ ? "all" : "still"), $1 ? "some" : "none" }' /tmp/still.csv /tmp/all.csv |
		tr '\n' ' '
}

if [ "${1:-}" = life ]; then
	whole_life
	exit
fi
ok 'a whole VM' count --kallsyms=/guest.kallsyms --top=12
sed 's/^/# /' /tmp/sites.txt
ok 'some thousand exits' test "$(awk -F = '{ n += $2 } END { print n + 0 }' /tmp/plain.sum)" -gt 2000
same 'sums are those of the plain histogram' /tmp/plain.sum /tmp/sites.sum
if [ "$(cat /sys/module/kvm/parameters/exit_counters 2> /dev/null || echo 0)" != 0 ]; then
	same 'sums are those of the counters' /tmp/debugfs.sum /tmp/sites.sum
fi
ok 'the total is too' total_is
end_vm
exits_of '^(cpuid|CPUID)$' '' > /tmp/cpuids
exits_of '^(cpuid|CPUID)$' '^leaf 0x' > /tmp/leaves
ok 'there are CPUIDs' test "$(cat /tmp/cpuids)" -gt 20
same 'of every CPUID the leaf is known' /tmp/cpuids /tmp/leaves
exits_of '^(msr|MSR_.*)$' '' > /tmp/msrs
exits_of '^(msr|MSR_.*)$' '^(rd|wr)msr 0x' > /tmp/told
ok 'there are accesses of MSRs' test "$(cat /tmp/msrs)" -gt 40
same 'of every MSR access the MSR is known' /tmp/msrs /tmp/told
expect 'nothing is left' 0 clean clean
expect 'no room: said, with a status of its own' 5 'exits are of no site' count --sites=128
ok 'the total has what found no room' total_is
end_vm
expect 'of one VM, beside another' 0 'still none all some' beside
expect 'exitstat is killed: nothing is left' 0 clean kill_one
expect 'exitstat and its guardian are killed: the next one leaves nothing' 0 clean kill_both
expect 'a command that is not there' 127 'No such file' /exitstat --sites -- /nonexistent
expect 'no such process' 3 'there is no process 999999' /exitstat --sites --host=999999 -- true
expect 'still nothing is left' 0 clean clean
echo "1..$checks"
exit "$bad"
