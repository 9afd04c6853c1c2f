#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the modules with all mutants in them: a copy of what `make modules` has built, edited.
# Usage: modules.sh KERNEL UNPACKED BUILT WORK; the modules are then in WORK/modules.
set -euo pipefail

kernel=$1 unpacked=$2 built=$3 work=$4
here=$(dirname "$0")
release=$(cat "$unpacked/release")
compiler=${CROSS_COMPILE:-x86_64-linux-gnu-}gcc

rm -rf "$work/tree" "$work/modules"
mkdir -p "$work/modules"
cp -a "$built" "$work/tree"

# What kbuild remembers of the files names the folder that they were built in.
find "$work/tree" -name '.*.cmd' -delete

perl -e '
	use strict;
	use warnings;

	my ($edits, $dir) = @ARGV;
	my ($file, $old, %text);

	sub unescape { my $t = shift; $t =~ s/\\n/\n/g; $t =~ s/\\t/\t/g; return $t; }
	sub slurp { local $/; open my $f, "<", $_[0] or die "$_[0]: $!\n"; return <$f>; }

	open my $in, "<", $edits or die "$edits: $!\n";
	while (<$in>) {
		chomp;
		next if /^#/ || !length;
		my ($key, $value) = split / /, $_, 2;
		if ($key eq "file") {
			$file = "$dir/$value";
			$text{$file} //= slurp($file);
		} elsif ($key eq "old") {
			$old = unescape($value);
		} elsif ($key eq "new") {
			my $times = () = $text{$file} =~ /\Q$old\E/g;
			die "$edits:$.: $times times in $file: $old\n" if $times != 1;
			my $new = unescape($value);
			$text{$file} =~ s/\Q$old\E/$new/;
		} else {
			die "$edits:$.: neither file, old nor new\n";
		}
	}
	for my $name (keys %text) {
		open my $out, ">", $name or die "$name: $!\n";
		print $out $text{$name};
		close $out or die "$name: $!\n";
	}
' "$here/edits" "$work/tree/arch/x86/kvm" || {
	echo "modules.sh: the series of $kernel has changed where tests/hooks/edits mutates it" >&2
	exit 3
}

env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -j"$(nproc)" \
	-C "$unpacked/headers/usr/src/linux-headers-$release" \
	M="$(cd "$work/tree" && pwd)/arch/x86/kvm" CC="$compiler" CONFIG_DEBUG_INFO= \
	CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$work/build.log" 2>&1 || {
	grep -m5 -E 'error|Error' "$work/build.log" >&2 || tail -n5 "$work/build.log" >&2
	echo "modules.sh: the modules with the mutants do not build, see $work/build.log" >&2
	exit 3
}
for module in kvm kvm-intel kvm-amd; do
	"${CROSS_COMPILE:-x86_64-linux-gnu-}objcopy" --strip-debug --remove-section=.BTF \
		"$work/tree/arch/x86/kvm/$module.ko" "$work/modules/$module.ko"
done
