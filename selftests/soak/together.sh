#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lanes: uml
#
# All at once, for SOAK_TOGETHER seconds (20), in one catalog: eight clients whose
# history has to have an order; eight callers whose changes have to last, while ntmsd
# is stopped, killed and started; callers whose memory runs out in the middle of their
# calls, at a library that misbehaves; listeners, operators, readers, traces. See
# Documentation/soak.rst.
set -euo pipefail
# shellcheck source=selftests/inventory/common.sh
. "$(dirname "$0")/../inventory/common.sh"
# shellcheck source=selftests/journal/common.sh
. "$(dirname "$0")/../journal/common.sh"
# shellcheck source=selftests/soak/hands.sh
. "$(dirname "$0")/hands.sh"

HERE=$NTMS_ROOT/selftests/soak
TOGETHER=${SOAK_TOGETHER:-20}
# Calls of one history, which is looked through as soon as it is recorded
PART=2000
# What more than some thousand calls have to come to takes hours to find out.
PAUSE=$((TOGETHER > 100 ? TOGETHER * 3 : 300))
PARAMETERS=(poll=5 timeout=10 ready=2)
STATS=/sys/class/misc/ntms/stats
TRACING=/sys/kernel/tracing
stop=$tap_scratch/stop
declare -A pids=()
died=0
slept=0

# These are for tests of the stock client.
export NTMS_YNL="" NTMS_SCHEMA=""

# start NAME COMMAND... - in the background; what it says is in a file of that name.
start()
{
	local name=$1

	shift
	"$@" >"$tap_scratch/$name.said" 2>&1 &
	pids[$name]=$!
}

# alive - all that was started is still at work.
alive()
{
	local name

	for name in "${!pids[@]}"; do
		kill -0 "${pids[$name]}" 2>/dev/null && continue
		echo "# soak: $name ended"
		return 1
	done
}

# over NAME - its exit status, and what it said; it was told to end.
over()
{
	local status=0

	wait "${pids[$1]}" || status=$?
	unset "pids[$1]"
	cat "$tap_scratch/$1.said"
	return "$status"
}

# ended_well NAME WHAT [SIGNAL] - it ends as it should.
ended_well()
{
	local name=$1 what=$2

	[[ -z ${3:-} ]] || kill "-$3" "${pids[$name]}" 2>/dev/null || true
	check "$what" over "$name"
	grep "^# $name:" "$tap_scratch/output" || true
}

# histories - one after the other. With a journal what is about to last is passed over,
# and no order explains that: then they are made, and not looked through.
histories()
{
	local number=$seed calls=0 file=$tap_scratch/history

	while [[ ! -e $stop ]]; do
		((number += 1))
		"$BUILT/history-record" -s "$number" -c "$PART" -o "$file" || return
		((calls += PART))
		[[ -z $daemon ]] || continue
		if ! "$BUILT/history-check" "$file"; then
			cp "$file" "$NTMS_RESULTS/history.$number"
			echo "the history is $NTMS_RESULTS/history.$number"
			return 1
		fi
		echo "$calls" >"$tap_scratch/calls"
	done
	if [[ -z $daemon ]]; then
		echo "# histories: $calls calls have an order"
	else
		echo "# histories: $calls calls beside those that have to last"
	fi
}

# reading - all that can be looked at. What is listed may be gone when it is read;
# but nobody may die of it.
reading()
{
	local looks=0 failures=0 what status

	while [[ ! -e $stop ]]; do
		for what in status "library list" "media list" "pool list" \
			"media allocated" "request list" "drive list" \
			"pool tree" stats; do
			status=0
			# shellcheck disable=SC2086 # words they are
			"$NTMSCTL" $what >/dev/null 2>"$tap_scratch/reading.error" ||
				status=$?
			((looks += 1, failures += status != 0)) || true
			if ((status > 100)); then
				echo "ntmsctl $what: status $status"
				cat "$tap_scratch/reading.error"
				return 1
			fi
		done
		cat "$STATS"/* >/dev/null || return
	done
	echo "# reading: $looks looks, $failures of which at what was gone"
}

# accident - ntmsd is killed, or stopped for a while
accident()
{
	nap "$((RANDOM % 3)).$((RANDOM % 10))"
	if ((RANDOM % 4)); then
		daemon_kill
		daemon_start
		((died += 1))
	else
		kill -STOP "$daemon"
		nap "0.$((RANDOM % 10))"
		kill -CONT "$daemon"
		((slept += 1))
	fi
}

# at_work SECONDS - everybody, and ntmsd, if there is one, has accidents.
at_work()
{
	local end=$((SECONDS + $1)) said=$SECONDS

	while ((SECONDS < end)); do
		alive || return
		if [[ -n $daemon ]]; then
			accident
		else
			nap 1
		fi
		((SECONDS < said + 20)) || { progress "$end"; said=$SECONDS; }
	done
}

progress()
{
	echo "# soak: $(($1 - SECONDS)) s left;" \
		"$(<"$STATS"/calls_ok_total) calls succeeded," \
		"$(<"$STATS"/calls_failed_total) failed;" \
		"$died deaths of ntmsd;" \
		"$(cat "$tap_scratch/calls" 2>/dev/null || echo 0)" \
		"calls have an order"
}

# counted - what the module has counted
counted()
{
	local name

	for name in calls_ok calls_failed calls_interrupted transactions \
		allocations deallocations waits waits_served waits_timed_out \
		requests inventories inventories_failed journal_waits \
		messages_sent messages_dropped; do
		echo "# count: $name $(<"$STATS/${name}_total")"
	done
}

# nobody - no session is left, nobody waits, and no request of a call is there.
nobody()
{
	[[ $(<"$STATS"/sessions) -eq 0 && $(<"$STATS"/waits) -eq 0 ]] && return
	echo "$(<"$STATS"/sessions) sessions, $(<"$STATS"/waits) wait"
	return 1
}

# The journal has nothing to do any more.
quiet()
{
	[[ $(<"$STATS"/journal_pinned) -eq 0 && $(<"$STATS"/journal_waits) -eq 0 ]]
}

# begin_alone - what there is before others come
begin_alone()
{
	local type sides

	if ((seed % 2)); then
		type=AIT_8mm sides=1
	else
		type=DVD_RAM sides=2
	fi
	check "$1: a library of $sides-sided cartridges, whose changes are kept" \
		library_of_type journal "$type" 20 slots=24 drives=1 ports=0 \
		sides=$sides
	check "$1: what there is before" dump before
	load_start load
	check "$1: callers begin" goes_on
}

begin_others()
{
	check "$1: a library that will misbehave" library_of_type "$HANDS" \
		"$HANDS_TYPE" "$HANDS_MEDIA" slots=20 drives=2 ports=2
	echo 1 >"$TRACING/events/ntms/enable"
	start listen python3 -B "$HERE/listen.py" "$seed"
	start operator "$NTMS_BUILD/userspace/bin/ntms-operator" --json
	start churn "$BUILT/soak-churn" -l SOAKHANDS -s "$seed"
	start hands hands_work "$stop"
	start histories histories
	start reading reading
}

end_others()
{
	touch "$stop"
	ended_well histories "$1: the calls of all histories are as they should be"
	ended_well churn "$1: whose memory ran out owns nothing, nor did two own it" TERM
	ended_well hands "$1: the hands have something to do"
	ended_well reading "$1: nobody dies of what is gone when it is read"
	check "$1: the library that misbehaved is as the catalog has it" hands_settled
	ended_well operator "$1: an operator is told all the while" TERM
	ended_well listen "$1: news are heard in their order" TERM
	check "$1: traces came of it" grep -q ntms_ "$TRACING/trace"
	echo 0 >"$TRACING/events/ntms/enable"
	echo >"$TRACING/trace"
}

# end_alone - what is left is what there should be.
end_alone()
{
	load_end
	check "$1: the journal comes to rest" vlib_wait quiet
	check "$1: nobody is left" vlib_wait nobody
	check "$1: what there is afterwards" dump after
	"$HERE/beside.py" "$tap_scratch/before" "$tap_scratch/after" \
		>"$tap_scratch/beside"
	check "$1: the catalog is what its callers were told" \
		judged beside load after --healthy --longest 25000
	sed -n 's/^journal-check:/# soak:/p' "$tap_scratch/output"
	counted
}

# together WHAT SECONDS - all but the modules, and ntmsd
together()
{
	local good=yes

	died=0 slept=0
	rm -f "$stop" "$tap_scratch/calls" "$tap_scratch"/*.said
	begin_alone "$1"
	begin_others "$1"
	at_work "$2" || good=no
	tap_result "$good" "$1: all of them work for $2 s"
	echo "# count: deaths $died"
	echo "# count: sleeps $slept"
	end_others "$1"
	end_alone "$1"
}

expect_log 'reading the library failed|element address page is|reports are odd'
expect_log 'timing out command|Power-on or device reset|tag#[0-9]+ |rejecting I/O'
expect_log 'another path to a library'
# ch gives away the number of a changer that goes before its node is gone, and another
# that comes meanwhile has no node: the kernel then says who switched it on.
expect_log '(vlib_(lun_add|power|plug|live_store)|hands_present_store)\+.*\[ntms_vlib\]'

vlib_load libraries=0
ntms_load "${PARAMETERS[@]}"
together "without a journal" $((TOGETHER / 2))
vlib_wait rmmod ntms
vlib_unload

vlib_load libraries=0
ntms_load "${PARAMETERS[@]}" require_journal=1
database=$tap_scratch/catalog.db
daemon_start
together "with ntmsd" $((TOGETHER / 2))
lasts "with ntmsd"
journal_end
tap_end
