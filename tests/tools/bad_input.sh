#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What exitscope makes of wrong input: one clear line and the documented status. Boots nothing.
# Usage: bad_input.sh BUILD
set -eu

build=$1
exitscope=$build/bin/exitscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
here=$(dirname "$0")
# shellcheck source=tests/tools/ok.sh
. "$here/ok.sh"

# A build directory of its own, so that the lab need not be there.
mkdir "$scratch/lab"
cp "$here/../../tools/lab/configs" "$scratch/lab/"
export EXITSCOPE_BUILD="$scratch"
touch "$scratch/guest.iso"

expect "no command" 2 "Usage:" "$exitscope"
expect "unknown command" 2 "no command 'walk'" "$exitscope" walk
expect "--help tells the statuses" 0 "5  incomplete" "$exitscope" --help
expect "--version" 0 "exitscope " "$exitscope" --version
expect "run --help" 0 "--kvm-args" "$exitscope" run --help
expect "unknown option" 2 "unrecognized option '--frob'" "$exitscope" run --frob
expect "an argument too many" 2 "'svm' is not an option" "$exitscope" run svm
expect "unknown lab" 2 "no lab 'arm'" "$exitscope" run --lab arm
expect "unknown configuration" 2 "no configuration 'ept9' in the vmx lab; there are: all, ept1" \
	"$exitscope" run --lab vmx --config ept9
expect "a configuration of another lab" 2 "no configuration 'ept1' in the svm lab" \
	"$exitscope" run --config ept1
expect "an empty configuration" 2 "no configuration ''" "$exitscope" run --config npt1,
expect "timeout not a number" 2 "'soon' is not a positive number" "$exitscope" run --timeout soon
expect "timeout 0" 2 "'0' is not a positive number" "$exitscope" run --timeout 0
expect "smp -1" 2 "'-1' is not a positive number" "$exitscope" run --smp -1
expect "repeat 0" 2 "--repeat: '0' is not a whole number from 1 to 1000" "$exitscope" run --repeat 0
expect "repeat 2.5" 2 "--repeat: '2.5' is not" "$exitscope" run --repeat 2.5
expect "a line break in --qemu" 2 "--qemu: a line break" "$exitscope" run --qemu "-m
64"
expect "one log for several" 2 "--log is for one configuration" \
	"$exitscope" run --config all --log x
expect "a line break in --append" 2 "a line break" "$exitscope" run --append "a
b"
printf '[svm busy]\ndisturb = ksm\n' >"$scratch/busy.configs"
expect "disturbed and counted by the host" 2 "not with counts by the host" \
	"$exitscope" run --configs "$scratch/busy.configs" --config busy --counts host
expect "neither guest nor host counts" 2 "is neither guest nor host" "$exitscope" run --counts nobody
expect "oracle without a lab" 2 "are for the labs" "$exitscope" run --lab kvm --oracle
expect "a payload without a program" 2 "go together" "$exitscope" run --payload "$scratch"
expect "the guest's words for a payload" 2 "not for a payload" \
	"$exitscope" run --payload "$scratch" --exec /x --append quiet
expect "unknown modules" 2 "no modules 'new'; there are" "$exitscope" run --modules new
expect "a folder without modules" 2 "or a folder that has a kvm.ko" "$exitscope" run --modules "$scratch"
expect "no modules for the guest" 2 "none is for a payload" "$exitscope" run --modules none
expect "memory that Bochs does not take" 2 "2048 MiB at most" \
	"$exitscope" run --lab vmx --l1-memory 4096
expect "processors that Bochs has not" 2 "has one processor" \
	"$exitscope" run --lab vmx --l1-cpus 2
expect "no image" 3 "no guest image $scratch/exitscope.iso" "$exitscope" run
expect "named image missing" 3 "no guest image /nonexistent.iso" \
	"$exitscope" run --image /nonexistent.iso
expect "no lab built" 3 "make lab" "$exitscope" run --image "$scratch/guest.iso"
cat >"$scratch/hardware" <<'END'
[vmx future]
emulator = bochs 99.0
[vmx nobody]
emulator = frob 3.0
[vmx newer]
kernel = 6.18
END
hardware() {
	expect "$1" "$2" "$3" "$exitscope" run --lab vmx --configs "$scratch/hardware" --config "$4" \
		--image "$scratch/guest.iso"
}
hardware "an emulator that nobody knows" 3 "no emulator 'frob 3.0'" nobody
export EXITSCOPE_KERNEL=6.12
hardware "a kernel that is too old" 4 "vmx newer: skip: needs a kernel of 6.18 or later" newer
for kernel in 6.18 7.3 my-tree; do
	export EXITSCOPE_KERNEL=$kernel
	hardware "kernel $kernel, for a configuration that needs 6.18" 3 "make lab" newer
done
unset EXITSCOPE_KERNEL
hardware "an emulator that is not here" 4 "vmx future: skip: needs bochs 99.0 or later" future
mkdir -p "$scratch/emulators/bochs-future"
cat >"$scratch/emulators/bochs-future/run" <<'END'
#!/bin/sh
echo "Bochs x86 Emulator 99.1"
END
chmod +x "$scratch/emulators/bochs-future/run"
cp "$here/../../tools/lab/quirks" "$scratch/lab/"
hardware "one that was unpacked" 3 "bochs 99.1: tools/lab/quirks was not checked" future
if [ ! -e /dev/kvm ]; then
	expect "no /dev/kvm" 3 "the kvm lab needs a machine with" \
		"$exitscope" run --lab kvm --image "$scratch/guest.iso"
fi

echo "[svm x]
colour = blue" > "$scratch/lab/configs"
printf '[svm y]\npages = large\n' > "$scratch/list"
printf '[svm y]\npages = huge\n' > "$scratch/bad"
expect "unknown key in the configurations" 3 "configs:2: not a section" "$exitscope" run
expect "a list in place of it" 2 "no configuration 'x' in the svm lab; there are: all, y" \
	"$exitscope" run --configs "$scratch/list" --config x
expect "such a list without its value" 3 "bad:2: not a section" \
	"$exitscope" run --configs "$scratch/bad"
for line in 'disturb = noise' 'disturb = ksm noise' 'disturb =' 'l1-cpus = 0' 'kernel = new'; do
	printf '[svm y]\n%s\n' "$line" > "$scratch/bad"
	expect "such a list with '$line'" 3 "bad:2: not a section" "$exitscope" run --configs "$scratch/bad"
done
printf '[kvm y]\ndisturb = ksm\n' > "$scratch/bad"
expect "a host that is not a lab's, to be disturbed" 3 "bad:2: not a section" \
	"$exitscope" run --configs "$scratch/bad"
printf '[vmx y]\nl1-cpus = 2\n' > "$scratch/bad"
expect "processors that Bochs has not, in a list" 3 "bad:2: not a section" \
	"$exitscope" run --configs "$scratch/bad"
expect "the list of busy hosts" 2 "all, ksm, age, reclaim" \
	"$exitscope" run --configs "$here/../../tools/lab/busy" --config x
rm "$scratch/lab/configs"
expect "no configurations" 3 "lab/configs: No such file" "$exitscope" run

expect "show without a log" 2 "which log?" "$exitscope" show
expect "show of a missing log" 3 "/nonexistent.log: No such file" "$exitscope" show /nonexistent.log
expect "show of a directory" 3 "Is a directory" "$exitscope" show "$scratch"
expect "show of an empty log" 5 "no KTAP header" "$exitscope" show /dev/null
printf '\nKTAP version 1\n1..1\nok 1 a\n' > "$scratch/cut.log"
expect "show of a cut log" 5 "no end record: 1 of 1" "$exitscope" show "$scratch/cut.log"
printf '# exitscope {"type":"end","verdict":"pass","pass":1,"fail":0,"skip":0}\n' >> "$scratch/cut.log"
expect "show of the whole log" 0 "pass: 1 pass, 0 fail, 0 skip, of 1" \
	"$exitscope" show "$scratch/cut.log"

expect "list without a guest" 3 "no guest image $scratch/exitscope.elf" "$exitscope" list
expect "coverage without logs" 3 "logs: No such file or directory (make run makes logs)" \
	"$exitscope" coverage
mkdir "$scratch/logs"
expect "coverage without causes" 3 "lab/unreached: No such file" "$exitscope" coverage
echo "vmx 300 why" > "$scratch/lab/unreached"
expect "coverage of nothing" 0 "reached 0 of 52 (vmx), 0 of 70 (svm)" "$exitscope" coverage
echo "arm 1 why" > "$scratch/lab/unreached"
expect "a bad line of causes" 3 "unreached:1: not a line" "$exitscope" coverage "$scratch/cut.log"
cp "$here/../../tools/lab/unreached" "$scratch/lab/"
expect "the causes that there are" 0 "reached 0 of 52 (vmx), 0 of 70 (svm)" \
	"$exitscope" coverage "$scratch/cut.log"

echo "1..$checks"
exit $bad
