#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ntmsctl monitor: what happens is shown as it happens, by kind, for people and
# for programs; that some was lost is said, and it goes on; that the module goes is
# told. The module is loaded, and is when it ends.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/../vlib/tap.sh"

NTMSCTL=${NTMSCTL:-$NTMS_BUILD/userspace/bin/ntmsctl}
NAME=monitor-$$
# A letter, five digits, L and the generation: nobody else's
BARCODE=M$(printf '%05d' $(($$ % 100000)))L6
out=$tap_scratch
started=()

# Ends what still runs, and the pool.
clean_up()
{
	local process

	for process in "${started[@]}"; do
		kill -CONT "$process" 2>/dev/null || true
		kill "$process" 2>/dev/null || true
	done
	"$NTMSCTL" pool delete "$NAME" >/dev/null 2>&1 || true
	[[ ! -d $VLIB_ROOT/$NAME ]] || vlib_destroy "$NAME" || true
	rm -rf "$tap_scratch"
}
trap clean_up EXIT

# listen FILE WORD... - a monitor that listens; its process is in $monitor.
listen()
{
	local file=$1

	shift
	"$NTMSCTL" monitor "$@" >"$out/$file" 2>"$out/$file.err" &
	monitor=$!
	started+=("$monitor")
	vlib_wait grep -q '^Listening' "$out/$file.err"
}

# hear WHAT REGEX FILE - a line that fits comes.
hear()
{
	if vlib_wait grep -qE -- "$2" "$out/$3"; then
		tap_result yes "$1"
	else
		tap_result no "$1"
		sed 's/^/# /' "$out/$3"
	fi
}

# json PYTHON FILE - an expression on the lines j of JSON.
json()
{
	python3 -c "
import json, sys
j = [json.loads(line) for line in sys.stdin]
print($1)" <"$out/$2"
}

# flood TIMES - the computer changes: news that a monitor of pools gets as well.
flood()
{
	python3 - "$NTMS_BUILD/userspace/libntms.so.1" "$1" <<-'END'
	import ctypes
	import sys
	lib, session = ctypes.CDLL(sys.argv[1]), ctypes.c_void_p()
	assert not lib.ntms_open(None, None, ctypes.byref(session), None)
	for i in reversed(range(int(sys.argv[2]))):
	    assert not lib.ntms_set_request_purge(session, 259200 + i % 2, None)
	END
}

# queue - an allocation from the pool waits in a session, until its input ends.
queue()
{
	python3 -c '
import ctypes, struct, sys
lib, session = ctypes.CDLL(sys.argv[1]), ctypes.c_void_p()
assert not lib.ntms_open(None, None, ctypes.byref(session), None)
pool = ctypes.create_string_buffer(16)
assert not lib.ntms_find_pool(session, sys.argv[2].encode(), pool, None)
ask = ctypes.create_string_buffer(struct.pack("IIIIQ", 0, 0, 0, 2, 2**64 - 1) +
                                  pool.raw + bytes(72), 112)
assert not lib.ntms_command(session, 0xbe09, ask, ctypes.c_size_t(112), None)
assert struct.unpack_from("I", ask, 100) == (1,)
print("waits", flush=True)
sys.stdin.read()' "$NTMS_BUILD/userspace/libntms.so.1" "$NAME" >"$out/queue"
}

cartridge_is_known()
{
	"$NTMSCTL" media show "$BARCODE" >/dev/null 2>&1
}

listens_again()
{
	[[ $(grep -c '^Listening' "$out/slow.err") == 2 ]]
}

listen all
listen pools pool
listen lines pool request --json
check "a pool is made" "$NTMSCTL" pool create "$NAME" --container
check "and changed" "$NTMSCTL" pool set "$NAME" --description "heard"
request=$("$NTMSCTL" request submit message --message hear --quiet)
check "a request is refused" "$NTMSCTL" request refuse "$request"
check "and forgotten" "$NTMSCTL" request delete "$request"
guid=$("$NTMSCTL" pool show "$NAME" --json |
	python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')
check "the pool goes" "$NTMSCTL" pool delete "$NAME"

stamp='^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[+-][0-9]{2}:[0-9]{2}'
hear "that it is gone is shown" "$stamp  gone     pool        $guid\$" pools
hear "with all the rest too" "$stamp  gone     pool        $guid\$" all
hear "what was changed is shown" "  changed  pool        ($NAME|$guid)\$" pools
is "pools, and nothing else" "$(grep -cv ' pool ' "$out/pools")" 0
is "in the order in which it happened" \
	"$(awk '{ printf "%s ", $2 }' "$out/pools")" "new changed gone "
hear "a request with its state" \
	"  gone     request     $request \(refused\)\$" all
hear "JSON to the last line" '"delete","kind":"pool"' lines
is "which has one object a line" \
	"$(json "[(i['operation'], i['kind'], i['id'] in ('$guid', '$request'))
		for i in j if i['kind'] == 'pool']" lines)" \
	"[('insert', 'pool', True), ('update', 'pool', True), ('delete', 'pool', True)]"
is "how the request ended" "$(json "[i['request_state'] for i in j
	if i['operation'] == 'delete']" lines)" "['refused', None]"
is "and numbers that grow" "$(json "sorted(i['number'] for i in j) ==
	[i['number'] for i in j]" lines)" True

# A monitor that is stopped hears nothing; the kernel keeps only so much.
check "a pool is made again" "$NTMSCTL" pool create "$NAME" --container
listen slow pool
kill -STOP "$monitor"
check "much happens" flood 60000
kill -CONT "$monitor"
hear "that some was lost is said" "$stamp  lost     some of what happened" slow
vlib_wait listens_again
check "and it goes on" "$NTMSCTL" pool set "$NAME" --description "again"
hear "to show what happens" "  changed  pool        $NAME\$" slow

status=0
kill "$monitor"
wait "$monitor" || status=$?
is "it ends when it is told to" "$status" 143
status=0
"$NTMSCTL" monitor nonsense >"$out/nonsense" 2>&1 || status=$?
is "a kind that there is not is a mistake" "$status" 2
like "and is said" "$(cat "$out/nonsense")" 'no kind "nonsense"'
# ---- what is queued, and served
check "the pool of pools goes" "$NTMSCTL" pool delete "$NAME"
vlib_make "$NAME" slots=2 drives=1 "serial=$NAME"
vlib_live "$NAME" 1
vlib_insert "$NAME" slot 0 "$BARCODE"
check "a cartridge is seen" vlib_wait cartridge_is_known
check "and is free" "$NTMSCTL" media move "$BARCODE" free
check "a pool for it" "$NTMSCTL" pool create "$NAME" --media-type LTO_Ultrium
listen lmids lmid
mkfifo "$out/hold"
queue <"$out/hold" &
started+=("$!")
queued=$!
exec 7>"$out/hold"
check "an allocation waits" vlib_wait grep -qx waits "$out/queue"
check "what it waits for comes" "$NTMSCTL" media move "$BARCODE" "$NAME"
hear "that there is an LMID is shown" "$stamp  new      lmid " lmids
hear "and that it was waited for" "$stamp  done     lmid " lmids
exec 7>&-
wait "$queued"
hear "and that nobody collected it" "$stamp  gone     lmid " lmids
is "and no more" "$(awk '{ printf "%s ", $2 }' "$out/lmids")" "new done gone "
check "the cartridge goes back" "$NTMSCTL" media move "$BARCODE" free
vlib_destroy "$NAME"

status=0
unshare -n "$NTMSCTL" monitor >"$out/elsewhere" 2>&1 || status=$?
is "in another network namespace it says so: exit status" "$status" 3
like "and what to do" "$(cat "$out/elsewhere")" 'initial network namespace'
check "the pool goes" "$NTMSCTL" pool delete "$NAME"

# ---- a notification without a session does not keep the module
for monitor in "${started[@]}"; do
	kill "$monitor" 2>/dev/null || true
	wait "$monitor" || true
done
started=()
python3 - "$NTMS_BUILD/userspace/libntms.so.1" >"$out/unload" <<'END' &
import ctypes
import sys
lib, news = ctypes.CDLL(sys.argv[1]), ctypes.c_void_p()
lib.ntms_deadline_in.restype = ctypes.c_uint64
assert not lib.ntms_notification_open(0xffffffff, ctypes.byref(news), None)
print("open", flush=True)
event, error = ctypes.create_string_buffer(64), 0
while not error:
    deadline = ctypes.c_uint64(lib.ntms_deadline_in(60000))
    error = lib.ntms_notification_wait(news, deadline, event, None)
print("error", error)
END
started+=("$!")
check "a program listens" vlib_wait grep -qx open "$out/unload"
check "the module can be unloaded" vlib_wait rmmod ntms
wait "${started[0]}" || true
like "and the program is told" "$(cat "$out/unload")" 'error -19$'
check "it is loaded again" insmod "$NTMS_MODULES/ntms.ko"
check "and is there" vlib_wait test -c /dev/ntms

tap_end
