# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Waiting for something to become true, and never just for a while.

# How often a condition is looked at, in seconds.
WAIT_STEP=0.1

# wait_for SECONDS WHAT COMMAND... - polls COMMAND until it succeeds; after
# SECONDS says that WHAT did not happen, and fails.
wait_for()
{
	local deadline=$((SECONDS + $1)) what=$2

	shift 2
	until "$@" >/dev/null 2>&1; do
		if ((SECONDS > deadline)); then
			echo "# did not happen in time: $what" >&2
			return 1
		fi
		sleep "$WAIT_STEP"
	done
}
