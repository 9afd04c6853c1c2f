#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One line for each workload of a configuration: the sum over its functions, its round trip, whether they are equal.
# Usage: all.sh BUILD LAB CONFIG
# Fails where the sum of any operation is not that operation's round trip, or that of a steady row is not the median.
set -euo pipefail

build=$1 lab=$2 config=$3
echo "$lab $config"
"$build/bin/exitscope" explain '*' --lab "$lab" --config "$config" --summary --ops 6 --append ops=100 \
	--log-dir "$build/logs" --trace "$build/logs/explain-$lab-$config.trace" --timeout 1000
