# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by those who source this
#
# What the tests of ntmsd's accidents have in common: a module that requires a
# journal, ntmsd, callers, and the judgement of what they were told. Sourced.

# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../vlib/tap.sh"

PLACE=$NTMS_ROOT/selftests/journal
BUILT=$NTMS_BUILD/selftests
NTMSD=${NTMSD:-$NTMS_BUILD/userspace/bin/ntmsd}
# Kept, as it tells how a failure came about.
SAID=$NTMS_RESULTS/${0##*/}.ntmsd
# How many callers there are, how long each waits between two calls, at most, in
# milliseconds, and how many cartridges they have
CALLERS=8
PAUSE=0
CARTRIDGES=20
# How many changes that succeeded show that it goes on.
SOME=20

seed=${NTMS_SEED:-$(date +%s%N)}
RANDOM=$((seed % 32768))
echo "# seed $seed"

daemon=
callers=
database=
log=
: >"$SAID"

# Who breaks off leaves nobody behind who holds the module.
abandon()
{
	[[ -z $callers ]] || kill -KILL "$callers"
	[[ -z $daemon ]] || kill -KILL "$daemon"
	wait
	! mountpoint -q "$tap_scratch/disk" || umount "$tap_scratch/disk"
	rm -rf "$tap_scratch"
}
trap abandon EXIT

# nap SECONDS - without a process, which takes as long as many naps do
exec {never}<> <(:)
nap()
{
	read -rt "$1" -u "$never" || true
}

# journal_begin DIRECTORY [PARAMETER=VALUE...] - the modules, and a database
# there that nobody has made yet.
journal_begin()
{
	database=$1/catalog.db
	shift
	vlib_load slots=24 "cartridges=$CARTRIDGES" drives=1 ports=0 sides=2
	insmod "$NTMS_MODULES/ntms.ko" require_journal=1 "$@"
}

# journal_end - everything is unloaded.
journal_end()
{
	load_end
	daemon_end
	vlib_wait rmmod ntms
	vlib_unload
}

daemon_start()
{
	"$NTMSD" --database "$database" 2>>"$SAID" &
	daemon=$!
}

# daemon_kill - so that it can do nothing any more
daemon_kill()
{
	kill -KILL "$daemon"
	# The shell says that it was killed.
	wait "$daemon" 2>/dev/null || true
	daemon=
}

# daemon_end - gives its exit status
daemon_end()
{
	local status=0

	[[ -n $daemon ]] || return 0
	kill -TERM "$daemon" 2>/dev/null || true
	wait "$daemon" || status=$?
	daemon=
	return "$status"
}

# daemon_ends STATUS - by itself, and so
daemon_ends()
{
	local status=0

	# Another one is going to take its place.
	vlib_wait daemon_gone || { daemon_kill; return 1; }
	# The shell says if it was killed.
	wait "$daemon" 2>/dev/null || status=$?
	daemon=
	echo "ntmsd ended with status $status"
	((status == $1))
}

daemon_gone()
{
	! kill -0 "$daemon" 2>/dev/null
}

# said REGEX - whether an ntmsd said so
said()
{
	grep -Eq "$1" "$SAID"
}

# dump NAME
dump()
{
	"$BUILT/journal-dump" -o "$tap_scratch/$1"
}

# load_start NAME - callers that make calls until load_end
load_start()
{
	log=$tap_scratch/$1
	: >"$log"
	"$BUILT/journal-load" -o "$log" -b "$1" -n "$CALLERS" -s "$seed" \
		-w "$PAUSE" 2>>"$SAID" &
	callers=$!
}

load_end()
{
	[[ -n $callers ]] || return 0
	kill -TERM "$callers" 2>/dev/null || true
	wait "$callers" || echo "# journal-load ended with status $?"
	callers=
}

# load_cut - in the middle of their calls
load_cut()
{
	kill -KILL "$callers"
	wait "$callers" 2>/dev/null || true
	callers=
}

# ended REASON - how many calls have ended so by now
ended()
{
	grep -c " end [0-9]* $1" "$log" || true
}

more_than()
{
	(($(ended "$1") > $2))
}

# goes_on - changes succeed again.
goes_on()
{
	vlib_wait more_than SUCCESS $(($(ended SUCCESS) + SOME))
}

# fails_with REASON - calls are told so from now on.
fails_with()
{
	vlib_wait more_than "$1" "$(ended "$1")"
}

# judged_cut BEFORE LOG AFTER [OPTION...] - what is wrong is printed, and the files
# are kept, the database as it is by now.
judged_cut()
{
	local before=$1 log=$2 after=$3 name

	shift 3
	"$PLACE/journal_check.py" "$@" "$tap_scratch/$before" \
		"$tap_scratch/$log" "$tap_scratch/$after" && return
	for name in "$before" "$log" "$after"; do
		cp "$tap_scratch/$name" "$NTMS_RESULTS/${0##*/}.$name"
	done
	cp "$database"* "$NTMS_RESULTS"
	return 1
}

# judged BEFORE LOG AFTER [OPTION...] - the same; all calls came to an end.
judged()
{
	judged_cut "$@" --finished
}

# unchanged BEFORE AFTER - the same, and nobody called anything.
unchanged()
{
	: >"$tap_scratch/nothing"
	judged "$1" nothing "$2"
}

# module_again - as after a restart: the catalog comes from the database only.
module_again()
{
	vlib_wait rmmod ntms
	insmod "$NTMS_MODULES/ntms.ko" require_journal=1
	daemon_start
}

# lasts WHAT - what the catalog says now is in the database too; ends the load.
lasts()
{
	load_end
	dump live
	check "$1: ntmsd ends in order" daemon_end
	check "$1: the module is loaded anew" module_again
	check "$1: and its catalog loaded" dump loaded
	check "$1: all of it" unchanged live loaded
}
