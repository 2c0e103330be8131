#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lanes: uml
#
# ntmsd dies at each point between reading a record and acknowledging it, and when
# it carries what records say to the objects, under load, and while it loads the
# catalog. Whoever comes next is told all that the module holds, and what is missing
# in the database is so no more: now and then the module goes, too. NTMS_ROUNDS says
# how often in all.
set -euo pipefail
# shellcheck source=selftests/journal/common.sh
. "$(dirname "$0")/common.sh"

DEATHS=${NTMS_ROUNDS:-27}
# Then it is looked at, as a log of any length takes any time to read.
AT_A_TIME=50
# One death of so many takes the module with it.
CUTS=3
# In this order a record comes by them; the last is that of one that does not fit.
POINTS=(read stored sync committed acknowledge carry carried refuse)
# Before that it is asked for all there is: a few times more, and it has begun to
# store what callers do.
PASSES=12

MORTAL=$NTMS_BUILD/userspace/tests/bin/ntmsd-mortal
FAULTS=$tap_scratch/faults

# dies POINT - one that goes by that point, and no further
dies()
{
	local point=$1

	case $1 in
	refuse)	point=refuse:1 ;;
	# By these it comes once for very many records.
	carr*)	point=$1:$((1 + RANDOM % 2)) ;;
	*)	point=$1:$((1 + RANDOM % PASSES)) ;;
	esac
	rm -f "$FAULTS"
	NTMS_TEST_POINT=$point NTMS_TEST_FAULTS=$FAULTS NTMSD=$MORTAL daemon_start
	if [[ $1 == refuse ]]; then
		# It is at work, and then its disk is full.
		vlib_wait more_than SUCCESS "$(ended SUCCESS)" || return
		echo full >"$FAULTS"
	fi
	daemon_ends $((128 + 9)) || { echo "at $point"; return 1; }
}

# die_often POINT NUMBER
die_often()
{
	local i

	for ((i = 0; i < $2; i++)); do
		dies "$1" || return
	done
}

# under_load POINT NUMBER - others take their place: nobody is told of it.
under_load()
{
	local point=$1 number=$2 before=catalog-$round

	round=$((round + 1))
	load_start "load-$round"
	check "$point: callers begin" goes_on
	daemon_kill
	check "$point: it dies $number times" die_often "$point" "$number"
	daemon_start
	check "$point: callers go on" goes_on
	load_end
	dump "catalog-$round"
	check "$point: what they were told is true" judged "$before" \
		"load-$round" "catalog-$round" --healthy --longest 25000
	echo "# $(ended SUCCESS) of $(ended "") calls succeeded"
}

# with_all POINT - the module, too, dies there: what it was told is all there is.
with_all()
{
	local point=$1 before=catalog-$round

	round=$((round + 1))
	load_start "load-$round"
	check "$point: callers begin" goes_on
	daemon_kill
	check "$point: it dies" dies "$point"
	load_cut
	check "$point: and the module with it" module_again
	dump "catalog-$round"
	check "$point: what callers were told is in the database" judged_cut \
		"$before" "load-$round" "catalog-$round" --healthy
	echo "# $(ended SUCCESS) of $(ended "") calls succeeded"
}

# die_loading NUMBER - the catalog is loaded by who comes after them.
die_loading()
{
	local i

	daemon_end
	rmmod ntms
	insmod "$NTMS_MODULES/ntms.ko" require_journal=1
	for ((i = 0; i < $1; i++)); do
		dies loading || return
	done
	daemon_start
}

journal_begin "$tap_scratch"
daemon_start
check "ntmsd makes a database" dump catalog-0
round=0
for point in "${POINTS[@]}"; do
	# It carries when nothing comes for a moment, or when very many have come
	# and none of them was one that is carried at once.
	PAUSE=0
	[[ $point != carr* ]] || PAUSE=400
	for ((left = DEATHS / (${#POINTS[@]} + 1); left > 0; left -= AT_A_TIME)); do
		number=$((left < AT_A_TIME ? left : AT_A_TIME))
		under_load "$point" $((number - number / CUTS))
		for ((i = number / CUTS; i > 0; i--)); do
			with_all "$point"
		done
	done
done
PASSES=1
check "it dies while it loads" die_loading $((DEATHS / (${#POINTS[@]} + 1)))
dump loaded
check "and the catalog is what it was" unchanged "catalog-$round" loaded
lasts "after $DEATHS deaths"
journal_end
tap_end
