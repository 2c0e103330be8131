#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Eight clients call at the same time, and there is an order of their calls that
# explains all that they got. The number of calls is what NTMS_ROUNDS says; they come
# in parts, each with a seed of its own, the first of which is NTMS_SEED.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/../vlib/tap.sh"

built=$NTMS_BUILD/selftests
# Calls of one part; what is emulated makes fewer of them.
part=6000
[[ $NTMS_LANE != vng ]] || part=1000
calls=${NTMS_ROUNDS:-$part}
seed=${NTMS_SEED:-$(($(date +%s%N) % 1000000000))}
history=$tap_scratch/history
kept=$NTMS_RESULTS/history

# explained CALLS - one part; of what cannot be explained the history is kept.
explained()
{
	local started=$SECONDS recorded

	"$built/history-record" -s "$seed" -c "$1" -o "$history" || return
	recorded=$SECONDS
	"$built/history-check" "$history" &&
		echo "# recorded in $((recorded - started)) s," \
			"explained in $((SECONDS - recorded)) s" && return
	cp "$history" "$kept.$seed"
	echo "the history is $kept.$seed"
	return 1
}

# overlap - some of the calls were at the same time, or nothing was tested.
overlap()
{
	local number

	number=$(sed -n 's/.* calls, \([0-9]*\) of which overlapped.*/\1/p' \
		<<<"$1")
	((number * 20 > part))
}

echo "# seed $seed; again: NTMS_SEED=$seed NTMS_ROUNDS=$calls make history"
vlib_load libraries=0
insmod "$NTMS_MODULES/ntms.ko"
while ((calls > 0)); do
	check "the calls of seed $seed have an order" explained "$part"
	said=$(<"$tap_scratch/output")
	grep -E '^# ([0-9]+ calls|recorded)' <<<"$said" || true
	check "and many were at the same time" overlap "$said"
	((calls -= part)) || true
	((seed += 1))
done
vlib_wait rmmod ntms
vlib_unload
tap_end
