#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lanes: uml
#
# ntmsd is killed at any moment, again and again, and started at once: who waits
# goes on to wait, and nothing is lost, nor there twice. NTMS_ROUNDS says how often.
# Then once more with very many who wait for what is told in one piece, and the
# database is all there is afterwards.
set -euo pipefail
# shellcheck source=selftests/journal/common.sh
. "$(dirname "$0")/common.sh"

DEATHS=${NTMS_ROUNDS:-50}
# Then it is looked at, as a log of any length takes any time to read.
AT_A_TIME=50

# Deaths of that kind, and how many before the module goes
MANY=$((DEATHS / 3))
MANY_AT_A_TIME=3

# die_often NUMBER - under load
die_often()
{
	local i

	for ((i = 0; i < $1; i++)); do
		# It lives for long enough to come to anything, and no longer.
		nap "0.$(printf '%03d' $((RANDOM % 150)))"
		daemon_kill
		daemon_start
	done
}

journal_begin "$tap_scratch"
daemon_start
check "ntmsd makes a database" dump catalog-0
for ((round = 1, left = DEATHS; left > 0; round++, left -= AT_A_TIME)); do
	number=$((left < AT_A_TIME ? left : AT_A_TIME))
	load_start "load-$round"
	check "callers begin" goes_on
	die_often "$number"
	check "after $number deaths callers go on" goes_on
	load_end
	dump "catalog-$round"
	check "what they were told is true" judged "catalog-$((round - 1))" \
		"load-$round" "catalog-$round" --healthy --longest 25000
	echo "# $(ended SUCCESS) of $(ended "") calls succeeded"
done
lasts "after $DEATHS deaths"
journal_end

CALLERS=64
PAUSE=500
CARTRIDGES=4
rm -f "$database"*
journal_begin "$tap_scratch"
daemon_start
dump many-0
for ((round = 1; round * MANY_AT_A_TIME <= MANY; round++)); do
	load_start "many-load-$round"
	check "many callers begin" goes_on
	die_often "$MANY_AT_A_TIME"
	check "after $MANY_AT_A_TIME deaths they go on" goes_on
	load_end
	check "ntmsd ends in order" daemon_end
	check "the module is loaded anew" module_again
	dump "many-$round"
	check "what they were told is in the database" judged \
		"many-$((round - 1))" "many-load-$round" "many-$round" --healthy
done
journal_end
tap_end
