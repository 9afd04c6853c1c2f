#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A trace of the vmx lab that is kept here (cpuid, hlt, io.out8, msr.read; four operations each) is explained as vmx.txt has it.
# Usage: kept.sh BUILD
# shellcheck disable=SC2317 # the functions are called by ok
set -euo pipefail

exitscope=$1/bin/exitscope
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

same()
{
	"$exitscope" explain --from "$here/vmx.trace" --threshold 3 >"$scratch/text" && diff "$here/vmx.txt" "$scratch/text"
}

exact()
{
	"$exitscope" explain --from "$here/vmx.trace" --summary | tee "$scratch/summary"
	[ "$(grep -c ' exact$' "$scratch/summary")" = 4 ]
}

# The guest read a tick more in its third operation.
less()
{
	sed 's/"round_trips":\[1207,1207,1207,1207\]/"round_trips":[1207,1207,1208,1207]/' "$here/vmx.trace" >"$scratch/less" &&
		! "$exitscope" explain --from "$scratch/less" --summary >"$scratch/text" &&
		grep -qE '^cpuid .* WRONG' "$scratch/text"
}

ok "a kept trace's trees" same
ok "its sums are the round trips" exact
ok "a sum that is not the round trip is found" less
exit "$bad"
