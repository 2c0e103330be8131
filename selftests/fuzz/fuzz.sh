#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lanes: uml
#
# Programs of random calls, for a while; see Documentation/fuzzing.rst. What was
# found is in NTMS_RESULTS: 'finding', and what ran when the machine stopped in
# 'running-N'.
#
#	FUZZ_SECONDS  for how long (15)
#	NTMS_SEED     what chance begins with (else the time)
#	FUZZ_REPLAY   a file of programs, and nothing else is run
#
# Programs that go where no other went are kept in NTMS_RESULTS/corpus, and are
# what the next run begins with. The same corpus and seed draw the same programs.
set -euo pipefail
# shellcheck source=selftests/lib/vlib.sh
. "$NTMS_ROOT/selftests/lib/vlib.sh"

place=$NTMS_ROOT/selftests/fuzz
built=$NTMS_BUILD/selftests
out=$NTMS_RESULTS/fuzz
seconds=${FUZZ_SECONDS:-15}
arguments=(-m "$NTMS_MODULES" -o "$out" -t "$seconds" -p "$place/programs"
	-s "${NTMS_SEED:-$(date +%s)}"
	-c "$NTMS_RESULTS/corpus" -k "$place/whole.py $built/journal-dump")

rm -rf "$out"
mkdir -p "$out" "$NTMS_RESULTS/corpus"
[[ ! -e /sys/kernel/debug/kcov ]] || arguments+=(-g)
[[ -z ${FUZZ_REPLAY:-} ]] || arguments+=(-r "$FUZZ_REPLAY")
[[ $seconds -le 60 ]] || arguments+=(-l 10)

vlib_load libraries=0
status=0
"$built/fuzz" "${arguments[@]}" || status=$?
[[ ! -d /sys/module/ntms ]] || vlib_wait rmmod ntms || status=1
vlib_unload || status=1
exit "$status"
