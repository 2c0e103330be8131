#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ntmsd and the module: what was handed out stays handed out, whoever dies, and
# whatever is loaded anew. Loads the modules itself.
set -uo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/../vlib/tap.sh"

NTMSCTL=${NTMSCTL:-$NTMS_BUILD/userspace/bin/ntmsctl}
NTMSD=${NTMSD:-$NTMS_BUILD/userspace/bin/ntmsd}
DB=$tap_scratch/small/catalog.db
LOG=$tap_scratch/ntmsd.log
daemon=

clean_up()
{
	[[ -z $daemon ]] || kill -KILL "$daemon" 2>/dev/null
	umount "$tap_scratch/small" 2>/dev/null
	rm -rf "$tap_scratch"
}
trap clean_up EXIT

insert_ntms()
{
	insmod "$NTMS_MODULES/ntms.ko" "$@"
}

remove_ntms()
{
	vlib_wait rmmod ntms
}

said()
{
	grep -q -- "$1" "$LOG"
}

# start_ntmsd WHAT-IT-SAYS-THEN [OPTION...]
start_ntmsd()
{
	local says=$1

	shift
	: >"$LOG"
	"$NTMSD" --database "$DB" --verbose "$@" 2>"$LOG" &
	daemon=$!
	vlib_wait said "$says"
}

# end_ntmsd SIGNAL - ends it; its exit status.
end_ntmsd()
{
	local status=0

	kill "-$1" "$daemon"
	# What bash says of who was killed is not for TAP.
	wait "$daemon" 2>/dev/null || status=$?
	daemon=
	return "$status"
}

# one MEMBER FILE - a member of a JSON object.
one()
{
	python3 -c 'import json, sys
print(json.load(open(sys.argv[2]))[sys.argv[1]])' "$@"
}

# lmids - all that there are, sorted.
lmids()
{
	"$NTMSCTL" media allocated --json | python3 -c '
import json, sys
print(*sorted(m["id"] for m in json.load(sys.stdin)))'
}

# catalog - without what changes by itself: numbers, and what a library had read.
catalog()
{
	"$NTMSCTL" catalog export --database "$DB" |
		grep -Ev '^(sequence|	order|	modified|	side-.-since) '
}

cartridges_there()
{
	[[ $("$NTMSCTL" media list --json | grep -c '"barcode": "[^"]') -ge $1 ]]
}

allocate()
{
	"$NTMSCTL" allocate kept --no-wait --json >"$tap_scratch/allocated"
}

reloaded()
{
	start_ntmsd 'objects were loaded' && vlib_wait cartridges_there 8
}

# until_full - allocates and gives back until that fails; what is said is in output.
until_full()
{
	local i

	for i in {1..200}; do
		allocate 2>"$tap_scratch/output" || return 0
		"$NTMSCTL" deallocate "$(one id "$tap_scratch/allocated")" \
			>"$tap_scratch/output" 2>&1 || return 0
	done
	echo "$i times"
	return 1
}

mkdir "$tap_scratch/small"
mount -t tmpfs -o size=8M small "$tap_scratch/small"

vlib_load libraries=0 >/dev/null
vlib_make lib slots=10 drives=1 fill=8
vlib_live lib 1

check "the module is loaded, and wants a journal" \
	insert_ntms require_journal=1 journal_timeout=3
refuse "nothing can be made that would not last" \
	"$NTMSCTL" pool create kept --container
like "which is said" "$(cat "$tap_scratch/output")" DATABASE_FAILURE
refuse "and there are no cartridges yet" cartridges_there 1

check "ntmsd attaches" start_ntmsd 'tells all that it holds'
check "then cartridges are found" vlib_wait cartridges_there 8
type=$("$NTMSCTL" type list --json |
	python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["name"])')
check "a pool is made" "$NTMSCTL" pool create kept --media-type "$type" --from-free
for barcode in $("$NTMSCTL" media list --json | python3 -c '
import json, sys
print(*(m["barcode"] for m in json.load(sys.stdin) if m["barcode"]))'); do
	"$NTMSCTL" media move "$barcode" free >/dev/null ||
		tap_result no "cartridge $barcode is moved to the free pool"
done
"$NTMSCTL" acl set kept everyone=use >/dev/null
"$NTMSCTL" attr set kept key value >/dev/null
check "a side is allocated" allocate
first=$(one id "$tap_scratch/allocated")
like "and is in the database when it is" \
	"$("$NTMSCTL" catalog export --database "$DB")" "lmid \"\" $first"
check "in which all fits" "$NTMSCTL" catalog check --database "$DB"

# It dies, and comes again.
end_ntmsd KILL
allocate &
allocation=$!
check "ntmsd is killed, and starts again" start_ntmsd 'tells all that it holds'
check "who called meanwhile was served" wait "$allocation"
second=$(one id "$tap_scratch/allocated")
both=$(lmids)
like "and has a side" "$both" "$second"

# It hangs.
kill -STOP "$daemon"
refuse "ntmsd hangs: a call fails in time" \
	"$NTMSCTL" allocate kept --no-wait
like "which is said" "$(cat "$tap_scratch/output")" DATABASE_FAILURE
kill -CONT "$daemon"
check "it goes on: the next call is served" allocate
third=$(one id "$tap_scratch/allocated")
check "and gives its side back" "$NTMSCTL" deallocate "$third"
is "the one that failed left nothing" "$(lmids)" "$both"
check "nor in the database" "$NTMSCTL" catalog check --database "$DB"

# The disk is full.
dd if=/dev/zero of="$tap_scratch/small/ballast" bs=4k status=none 2>/dev/null
until_full
like "the disk is full: changes are refused" \
	"$(cat "$tap_scratch/output")" DATABASE_FULL
check "and what is to be done is said" said 'is full.*make some'
rm "$tap_scratch/small/ballast"
check "with room it goes on by itself" vlib_wait allocate
check "which is said, too" vlib_wait said 'has room again\|works again'
"$NTMSCTL" deallocate "$(one id "$tap_scratch/allocated")" >/dev/null
for left in $(lmids); do
	[[ " $both " == *" $left "* ]] ||
		"$NTMSCTL" deallocate "$left" >/dev/null
done
is "all that was handed out before is" "$(lmids)" "$both"
check "and all fits" "$NTMSCTL" catalog check --database "$DB"

# The module goes, after an end in order and after one that was none.
before=$(catalog)
check "ntmsd ends in order" end_ntmsd TERM
check "the module is unloaded" remove_ntms
insert_ntms require_journal=1 journal_timeout=3
check "loaded, and given the catalog" reloaded
is "all that was handed out is handed out" "$(lmids)" "$both"
sleep_for=0
until [[ $(catalog) == "$before" ]] || ((sleep_for++ > 250)); do
	sleep "$VLIB_STEP"
done
is "nothing else has changed either" "$(diff <(echo "$before") <(catalog))" ""
is "rights are there" "$("$NTMSCTL" acl show kept --json |
	grep -c '"everyone"')" 1
is "and attributes" "$("$NTMSCTL" attr get kept key)" value
check "what was handed out can be given back" "$NTMSCTL" deallocate "$first"
end_ntmsd KILL
check "ntmsd is killed, and the module unloaded" remove_ntms
insert_ntms require_journal=1 journal_timeout=3
check "both come again" reloaded
is "and what was given back stays so" "$(lmids)" "$second"
check "all fits" "$NTMSCTL" catalog check --database "$DB"
cartridge=$("$NTMSCTL" media allocated --json | python3 -c '
import json, sys
print(json.load(sys.stdin)[0]["medium"]["name"])' 2>/dev/null ||
	"$NTMSCTL" media list --json | python3 -c '
import json, sys
print(json.load(sys.stdin)[0]["barcode"])')
like "who had a cartridge is known" \
	"$("$NTMSCTL" catalog history "$cartridge" --database "$DB")" ntmsctl

# What was exported comes back.
"$NTMSCTL" catalog export "$tap_scratch/export" --database "$DB" >/dev/null
"$NTMSCTL" deallocate "$second" >/dev/null
check "an export is imported" \
	"$NTMSCTL" catalog import "$tap_scratch/export" --database "$DB"
end_ntmsd TERM
check "ntmsd starts" start_ntmsd 'an import waits'
is "but as long as the module has a catalog it waits" "$(lmids)" ""
end_ntmsd TERM
remove_ntms
insert_ntms require_journal=1
check "the module is loaded anew" reloaded
is "and has what was exported" "$(lmids)" "$second"
end_ntmsd TERM

# Another catalog.
remove_ntms
insert_ntms
check "a module that is used without a journal" \
	vlib_wait "$NTMSCTL" pool create other --container
status=0
"$NTMSD" --database "$DB" 2>"$LOG" || status=$?
is "is another's: ntmsd ends with 5" "$status" 5
check "and says what to do" said 'modprobe -r ntms'
rm -f "$DB"*
check "with a new database it takes what there is" \
	start_ntmsd 'tells all that it holds'
check "all of it" vlib_wait "$NTMSCTL" catalog check --database "$DB"
end_ntmsd TERM
remove_ntms
vlib_destroy lib
vlib_unload
tap_end
