#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lanes: uml
#
# An ntmsd that does nothing: callers are told in their time, and go on when it
# does. With NTMS_ROUNDS it does nothing for a minute, against the thirty seconds
# that the module waits for it if it is told nothing else.
set -euo pipefail
# shellcheck source=selftests/journal/common.sh
. "$(dirname "$0")/common.sh"

if [[ -n ${NTMS_ROUNDS:-} ]]; then
	patience=30 stopped=60
else
	patience=2 stopped=6
fi

journal_begin "$tap_scratch" journal_timeout=$patience
daemon_start
check "ntmsd makes a database" dump before
load_start load
check "callers begin" goes_on

kill -STOP "$daemon"
end=$((SECONDS + stopped))
VLIB_SECONDS=$((patience + 15))
check "without it changes fail" fails_with DATABASE_FAILURE
while ((SECONDS < end)); do
	nap 0.5
done
check "and go on to" fails_with DATABASE_FAILURE
kill -CONT "$daemon"
check "callers go on when it does" goes_on

kill -STOP "$daemon"
check "once more they fail" fails_with DATABASE_FAILURE
daemon_kill
daemon_start
check "and go on with another ntmsd" goes_on
load_end
dump after
# Who is about what seven others are about comes after them.
check "what they were told is true, and in time" judged before load after \
	--longest $((patience * 8000 + 2000))
lasts "afterwards"
journal_end
tap_end
