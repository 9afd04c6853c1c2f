# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # build, lab and scratch are the sourcing script's
# Sourced: guests side by side in L1, and the lines that vms prints of them.

# side_by_side CONFIGS <SPEC: the log of each configuration is $scratch/$lab-CONFIG.log.
side_by_side() {
	mkdir -p "$scratch/payload"
	cp "$build/l1/vms" "$scratch/payload/vms"
	cat >"$scratch/payload/spec"
	"$build/bin/exitscope" run --lab "$lab" --config "$1" --image "$build/exitscope.elf" \
		--payload "$scratch/payload" --exec '/vms /spec' --timeout "${timeout:-900}" \
		--log-dir "$scratch" >"$scratch/run" 2>&1 || {
		local status=$?
		tail -n 20 "$scratch/run"
		return "$status"
	}
	grep -c '^@done pass' "$scratch/run"
}

# The number of a reason in the tables of the guest, by its name there.
reason() {
	sed -n "s/^\tREASON($1, \(0x[0-9a-f]*\|[0-9]*\),.*/\1/p" guestos/shared/reasons.h | head -n 1 |
		while read -r number; do echo $((number)); done
}

# counted CONFIG WHEN VM REASON [FILES]: what the host's counters of all its vCPUs add up to, or
# what is in the VM's own file, with FILES vm.
counted() {
	awk -v when="$2" -v vm="$3" -v reason="$4" -v files="${5:-vcpu}" '
		$1 == "@counters" && $2 == when && $3 == vm && index($4, files) == 1 {
			seen = 1
			for (i = 5; i <= NF; i++) {
				split($i, pair, "=")
				if (pair[1] == reason)
					sum += pair[2]
			}
		}
		END {
			if (!seen)
				exit 1
			print sum + 0
		}' "$scratch/$lab-$1.log"
}
