#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# How long weave-ps takes to look into 100 and 1000 namespaces by each of its strategies, measured
# against the least that it can cost. To find the namespaces is not part of it.
set -e
few=${QUICK:+30}
many=${QUICK:+8}
for n_cpus in 1 0; do
	"${build:?}/tests/bench/looks" 100 $n_cpus "${few:-100}"
	"$build/tests/bench/looks" 1000 $n_cpus "${many:-30}"
done
