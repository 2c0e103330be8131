#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ntms-operator and the module: allocations wait, people are told, a cartridge
# arrives, is refused, or does not; messages get lost; the module is loaded
# anew. Both modules are loaded, and are when it ends.
set -euo pipefail
# shellcheck source=selftests/lib/ntmsctl.sh
. "$(dirname "$0")/../lib/ntmsctl.sh"

names operator Z
OPERATOR=${OPERATOR:-$NTMS_BUILD/userspace/bin/ntms-operator}
TYPE=LTO_Ultrium
out=$tap_scratch
started=()

# start NAME WORD... - the program, with its output in $out/NAME; its number is
# in $operator.
start()
{
	local name=$1

	shift
	# Said, since what runs beside would else have no input.
	"$OPERATOR" "$@" <&0 >"$out/$name" 2>"$out/$name.err" &
	operator=$!
	started+=("$operator")
}

# stop STATUS-WANTED WHAT PID
stop()
{
	local status=0

	kill "$3"
	wait "$3" || status=$?
	is "$2" "$status" "$1"
}

# told REGEX FILE - a line that fits has been written.
told()
{
	grep -qE -- "$1" "$out/$2"
}

# hear WHAT REGEX FILE - and is waited for.
hear()
{
	if vlib_wait told "$2" "$3"; then
		tap_result yes "$1"
	else
		tap_result no "$1"
		sed 's/^/# /' "$out/$3"
	fi
}

# begin NAME WORD... - an allocation that waits; its process is in $waiter.
begin()
{
	local name=$1

	shift
	"$NTMSCTL" allocate "$NAME" "$@" >"$out/$name" 2>&1 &
	waiter=$!
	started+=("$waiter")
}

# ended WHAT STATUS REGEX NAME - how it came out.
ended()
{
	local status=0

	wait "$waiter" || status=$?
	is "$1: exit status" "$status" "$2"
	like "$1: what is said" "$(cat "$out/$4")" "$3"
}

is_known()
{
	"$NTMSCTL" media show "$1"
}

# open_ids FILE - GUIDs of the requests that the events in FILE leave open.
open_ids()
{
	python3 -c '
import json, sys
known = set()
for line in open(sys.argv[1]):
    event = json.loads(line)
    if event["event"] == "new":
        known.add(event["request"]["id"])
    elif event["event"] == "over":
        known.discard(event["request"]["id"])
print(*sorted(known))' "$out/$1"
}

# asked_ids - those that the module knows of as open.
asked_ids()
{
	"$NTMSCTL" request list --json | python3 -c '
import json, sys
text = json.load(sys.stdin)
requests = text if isinstance(text, list) else text["requests"]
print(*sorted(request["id"] for request in requests
              if request["request_state"] not in ("refused", "complete")))'
}

# drops PID - messages that the sockets of a process have lost.
drops()
{
	local inodes

	inodes=$(find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' |
		tr -dc '0-9\n')
	awk -v list="$inodes" '
		BEGIN { n = split(list, a, "\n"); for (i = 1; i <= n; i++) ours[a[i]] }
		$NF in ours { sum += $9 }
		END { print sum + 0 }' /proc/net/netlink
}

# flood COUNT - so many requests are made, refused and forgotten.
flood()
{
	python3 - "$1" <<-'END'
		import fcntl, os, struct, sys
		fd = os.open("/dev/ntms", os.O_RDWR)
		SUBMIT, ANSWER, DELETE = 0xBE0C, 0xBE0D, 0xBE0F
		for number in range(int(sys.argv[1])):
		    call = bytearray(struct.pack("=IIII", 320, 0, 5, 0) + bytes(304))
		    fcntl.ioctl(fd, SUBMIT, call)
		    which = bytes(call[48:64])
		    fcntl.ioctl(fd, ANSWER, bytearray(
		        struct.pack("=IIII", 288, 0, 4, 0) + which + bytes(256)))
		    fcntl.ioctl(fd, DELETE, bytearray(
		        struct.pack("=IIII", 32, 0, 0, 0) + which))
	END
}

has_lost()
{
	(($(drops "$1") > 0)) || { flood 500; false; }
}

finish()
{
	local pid

	for pid in "${started[@]}"; do
		kill -CONT "$pid" 2>/dev/null || true
		kill "$pid" 2>/dev/null || true
	done
	vlib_destroy "$NAME" || true
	rm -rf "$tap_scratch"
}

vlib_make "$NAME" slots=6 ports=2 drives=1 "serial=$NAME" \
	drive_product=ULTRIUM "barcode_format=$MARK%03uL6" fill=1
trap finish EXIT
vlib_live "$NAME" 1
check "the library is read" vlib_wait find_library
check "a pool is made" "$NTMSCTL" pool create "$NAME" --from-free \
	--media-type "$TYPE"

# One console to look at, one that answers, one for a program.
start follow
follow=$operator
cat >"$out/small" <<-END
	#!/bin/sh
	exec setpriv --bounding-set=-net_admin "$OPERATOR" "\$@"
END
chmod +x "$out/small"
mkfifo "$out/typed"
# Both ends are ours, so that opening it does not wait for somebody.
exec 9<>"$out/typed"
start console --interactive <"$out/typed"
console=$operator
# Without the right to a big buffer, so that the flood need not be one.
OPERATOR=$out/small start json --json
json=$operator
cat >"$out/hook" <<-END
	#!/bin/sh
	echo "\$1 \$NTMS_OUTCOME \$NTMS_REQUEST_POOL \$NTMS_REQUEST_MEDIA_TYPE" >>$out/hooked
END
chmod +x "$out/hook"
start quiet --quiet --exec "$out/hook"
quiet=$operator
for name in follow console; do
	hear "$name: it watches" "Watching: no request is open" "$name"
done
hear "json: it watches" '"event":"watching"' json
hear "hook: it watches" '^watching' hooked

begin served --new --timeout 60s
hear "what to bring" "Request 1 .*: bring a fresh cartridge of type $TYPE\." follow
hear "where to put it" 'Put it  .*into a port of library .* \(2 ports, 2 empty\)' follow
hear "which one is there" "take $(label 1), not known yet" follow
hear "for whom" "For     pool \"$NAME\", program \"ntmsctl\", user root" follow
hear "the console hears of it, too" 'Request 1 ' console
hear "until when" 'Until .* (5[0-9]|60) seconds left|1 minute left' follow
vlib_insert "$NAME" port 0 "${MARK}900L6"
check "the cartridge is seen" vlib_wait is_known "${MARK}900L6"
check "it is freed" "$NTMSCTL" media move "${MARK}900L6" free
ended "the call returns by itself" 0 "${MARK}900L6" served
hear "it is over" 'Request 1 is over: it is satisfied' follow
hear "for a program, too" '"event":"over",.*"outcome":"satisfied"' json
hear "and for a hook" "^over satisfied $NAME $TYPE" hooked

begin refused --timeout 60s
hear "a second call" 'Request 2 ' console
hear "which all hear of" 'Request 2 ' follow
echo "refuse 2 no tapes until Monday" >&9
ended "it is refused" 1 "no tapes until Monday" refused
hear "the console says so" 'Request 2 is over: it was refused: "no tapes until Monday"' console
hear "and the others" 'Request 2 is over: it was refused' follow
echo "done 2" >&9
hear "a late answer" 'No request 2 is open' console

begin again --timeout 60s
hear "a third call" 'Request 3 ' console
# Who reads what is over by then never hears of it, and counts otherwise.
hear "and all hear of it" 'Request 3 ' follow
echo "done" >&9
hear "done, and nothing there: it asks again" 'Again   as in request 3' console
hear "as all hear" 'Request 4 ' follow
kill "$waiter"
hear "who asked is gone" 'Request 4 is over: who asked waits no longer' follow
wait "$waiter" || true

begin late --timeout 2s
hear "a fourth call" 'Request 5 ' console
hear "of which all hear" 'Request 5 ' follow
kill -STOP "$console"
ended "it times out" 1 "TIMEOUT" late
echo "done 5" >&9
kill -CONT "$console"
hear "time ran out" 'Request 5 is over: its time ran out' follow
hear "an answer is too late, and told so" \
	'(Too late: nobody waits for request 5|No request 5 is open)' console
is "nothing is left behind" "$(asked_ids)" ""

begin hidden --timeout 60s
hear "a fifth call" 'Request 6 ' follow
"$OPERATOR" --once --json >"$out/once"
is "root sees it" "$(open_ids once)" "$(asked_ids)"
# The directory of the build may be closed to others, what runs is not.
if setpriv --reuid=65534 --regid=65534 --clear-groups \
	"$OPERATOR" --once --json >"$out/nobody" 2>"$out/nobody.err"; then
	is "nobody sees nothing" "$(open_ids nobody)" ""
else
	tap_result no "others may listen: $(cat "$out/nobody.err")"
fi

kill -STOP "$json"
check "so much happens that messages are lost" vlib_wait has_lost "$json"
"$NTMSCTL" request submit message --message "after the flood" >/dev/null
kill "$waiter"
wait "$waiter" || true
kill -CONT "$json"
hear "it notices" '"event":"lost"' json
hear "and finds what came" '"event":"new",.*"after the flood"' json
is "what it knows is what there is" "$(open_ids json)" "$(asked_ids)"

# Nobody has the device open: it can go, and come.
check "the module is unloaded" vlib_wait rmmod ntms
hear "that is said" 'The ntms module is not loaded; waiting for it' follow
hear "its requests went with it" 'is over: the ntms module was unloaded' follow
insmod "$NTMS_MODULES/ntms.ko"
hear "it goes on" '"event":"watching".*' json
"$NTMSCTL" request submit message --message "after the reload" >/dev/null
hear "with what comes then" 'after the reload' follow
hear "for programs" '"event":"new",.*"after the reload"' json
is "and knows what there is" "$(open_ids json)" "$(asked_ids)"

echo "quit" >&9
wait "$console" && status=0 || status=$?
is "quit" "$status" 0
stop 0 "the end: follow" "$follow"
stop 0 "the end: json" "$json"
stop 0 "the end: hooks" "$quiet"
is "nobody complained" "$(cat "$out"/*.err)" ""
started=()
for id in $(asked_ids); do
	check "cleaning up" "$NTMSCTL" request satisfy "$id"
done
tap_end
