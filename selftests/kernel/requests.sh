#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Waiting and operators, with ntmsctl: an allocation waits and is satisfied, is
# refused with a text, runs out of time, is served by a cartridge that arrives or
# is freed; requests are submitted, answered and forgotten; why says what is in
# the way, and what it advises helps. Both modules are loaded.
set -euo pipefail
# shellcheck source=selftests/lib/ntmsctl.sh
. "$(dirname "$0")/../lib/ntmsctl.sh"

names requests W

# The request of an allocation from a pool, which is there once it waits.
request_of()
{
	json "next((r['id'] for r in j if r['of_call'] and
		r['arg1']['name'] == '$1' and r['id'] != '${2:-}'), '')" \
		request list
}

# asked POOL [OTHER-THAN] - puts the GUID of its request into $request.
asked()
{
	request=$(request_of "$@")
	[[ -n $request ]]
}

none_left()
{
	[[ $(json "sum(r['of_call'] for r in j)" request list) == 0 ]]
}

none_of_ours()
{
	[[ $(json "sum(r['application'] == 'ntmsctl' for r in j)" \
		request list) == 0 ]]
}

# begin ARGUMENT... - an allocation that waits; ends in $tap_scratch/waiter
begin()
{
	"$NTMSCTL" allocate "$@" >"$tap_scratch/waiter" 2>&1 &
	waiter=$!
}

# ended STATUS WHAT - it ends by itself.
ended()
{
	local status=0

	wait "$waiter" || status=$?
	is "$2: exit status" "$status" "$1"
}

said()
{
	cat "$tap_scratch/waiter"
}

# Other tests leave cartridges on the shelf, and requests: begin with nothing.
vlib_wait rmmod ntms
insmod "$NTMS_MODULES/ntms.ko"
vlib_wait test -c /dev/ntms

request=
library_begin 1 3
check "it can be given a name" "$NTMSCTL" library set "$guid" --name "$LIBRARY"
check "a pool is made" "$NTMSCTL" pool create "$NAME" --from-free \
	--media-type LTO_Ultrium

# ---- why
like "why says where cartridges are" "$("$NTMSCTL" why "$NAME")" \
	"media move '$(label 1)' free"
is "and which reason it would be" "$(json "j['name']" why "$NAME")" \
	MEDIA_UNAVAILABLE
check "the advice is followed" "$NTMSCTL" media move "$(label 1)" free
is "and helps" "$(json "j['would']['name']" why "$NAME")" "$(label 1):0"
check "now the pool does not draw from free" \
	"$NTMSCTL" pool set "$NAME" --no-from-free
like "why says that" "$("$NTMSCTL" why "$NAME")" \
	"ntmsctl pool set '$NAME' --from-free"
check "and can be followed" "$NTMSCTL" pool set "$NAME" --from-free
check "the cartridge is disabled" "$NTMSCTL" media set "$(label 1)" --disable
like "why says that it is" "$("$NTMSCTL" why "$NAME")" \
	"media set '$(label 1)' --enable"
check "and can be followed" "$NTMSCTL" media set "$(label 1)" --enable
check "the library is disabled" "$NTMSCTL" library set "$LIBRARY" --disable
like "why says that it is" "$("$NTMSCTL" why "$NAME")" \
	"library set '$LIBRARY' --enable"
check "and can be followed" "$NTMSCTL" library set "$LIBRARY" --enable
first=$("$NTMSCTL" allocate "$NAME" --no-wait --quiet)
like "what it says is what comes" "$("$NTMSCTL" why "$NAME" --side "$(label 1)")" \
	"owned by user root \(ntmsctl\)"
is "of what NEW did not give there is no next side" \
	"$(json "j['name']" why "$NAME" --next "$first")" INVALID_MEDIA
like "and of an unrecognized side" \
	"$("$NTMSCTL" why "$NAME" --side "$(label 2)")" \
	"media move '$(label 2)' free"
is "and of a system pool" "$(json "j['name']" why free)" INVALID_MEDIA_POOL
refused "a pool that nobody made" 1 'no pool' "$NTMSCTL" why "nobody's"

# ---- refusal
begin "$NAME" --timeout 60s
check "an allocation that finds nothing asks" vlib_wait asked "$NAME"
asked "$NAME"
like "the request says what to bring" "$("$NTMSCTL" request show "$request")" \
	"Bring a cartridge of type LTO_Ultrium for pool \"$NAME\""
like "and how long it may take" "$("$NTMSCTL" request list)" \
	"${request:0:8} +submitted .* s +root +ntmsctl +Bring"
is "why counts it" "$(json "j['waiting']" why "$NAME")" 1
check "an operator takes it on" "$NTMSCTL" request take "${request:0:8}"
is "which is seen" "$(json "j['request_state']" request show "$request")" \
	"in progress"
check "and refuses" "$NTMSCTL" request refuse "${request:0:8}" \
	"Der Schrank ist zu."
ended 1 "it is refused"
like "the caller hears why" "$(said)" \
	'refused and said: Der Schrank ist zu\..*CANCELLED, 1223'
refused "a second answer" 1 'no operator request' \
	"$NTMSCTL" request satisfy "$request"
check "nothing is left" none_left

# ---- satisfied
begin "$NAME" --timeout 60s
vlib_wait asked "$NAME"
asked "$NAME"
before=$request
check "satisfied, with nothing to be had" \
	"$NTMSCTL" request satisfy "$before"
check "it asks again" vlib_wait asked "$NAME" "$before"
asked "$NAME" "$before"
check "a cartridge is freed" "$NTMSCTL" media move "$(label 2)" free
ended 0 "and serves it without an answer"
like "it says what it got" "$(said)" "side \"$(label 2):0\""
check "nothing is left" none_left

# ---- time-outs
refused "a time-out" 1 'TIMEOUT, 1460' "$NTMSCTL" allocate "$NAME" --timeout 300ms
refused "without waiting" 1 'TIMEOUT, 1460' "$NTMSCTL" allocate "$NAME" --no-wait
refused "without asking" 1 'MEDIA_UNAVAILABLE, 4308' \
	"$NTMSCTL" allocate "$NAME" --error-if-unavailable
refused "zero, where it does not wait" 1 'TIMEOUT, 1460' \
	env NTMS_ZERO_TIMEOUT=nowait "$NTMSCTL" allocate "$NAME" --timeout 0
check "nothing is left" none_left
begin "$NAME" --timeout 0
check "zero waits" vlib_wait asked "$NAME"
check "what is given back" "$NTMSCTL" deallocate "$first"
ended 0 "serves it"

# ---- a cartridge in the port
check "new cartridges are for everybody" \
	"$NTMSCTL" library set "$LIBRARY" --new-media free
begin "$NAME"
vlib_wait asked "$NAME"
vlib_insert "$NAME" "port 0 $(label 77)"
"$NTMSCTL" library inventory "$LIBRARY" --timeout 60s >/dev/null
ended 0 "a cartridge that arrives serves who waits"
like "that one" "$(said)" "side \"$(label 77):0\""

# ---- killed
begin "$NAME"
vlib_wait asked "$NAME"
kill -9 "$waiter"
wait "$waiter" 2>/dev/null || true
check "a caller that is killed takes its request along" vlib_wait none_left

# ---- submitted
request=$("$NTMSCTL" request submit message --message "Is anybody there?" --quiet)
like "a message is submitted" "$("$NTMSCTL" request list)" \
	"${request:0:8} +submitted .* Is anybody there\\?"
refused "it is not answered" 1 'TIMEOUT, 1460' \
	"$NTMSCTL" request wait "$request" --timeout 0
refused "and not deleted" 1 'request refuse' "$NTMSCTL" request delete "$request"
"$NTMSCTL" request wait "$request" >"$tap_scratch/waiter" 2>&1 &
waiter=$!
check "it is answered" "$NTMSCTL" request satisfy "$request" --text "I am."
ended 0 "which ends the wait"
like "with the text" "$(said)" 'satisfied: I am\.'
refused "once" 1 'request show' "$NTMSCTL" request refuse "$request"
check "now it is deleted" "$NTMSCTL" request delete "$request"
refused "and gone" 1 'no operator request' "$NTMSCTL" request show "$request"

refused "a request for service, and no answer" 1 'nobody has answered' \
	"$NTMSCTL" request submit service --drive "$LIBRARY:0" --timeout 1ms
request=$(json "[r for r in j if r['application'] == 'ntmsctl'][-1]['id']" \
	request list)
check "is refused" "$NTMSCTL" request refuse "$request" "no"
refused "which who waits is told" 1 'said: no \(CANCELLED' "$NTMSCTL" request wait "$request"
check "all kinds can be submitted" "$NTMSCTL" request submit new-media \
	--pool "$NAME" --library "$LIBRARY"
check "a cleaner" "$NTMSCTL" request submit cleaner --slot "$LIBRARY:3"
check "a move" "$NTMSCTL" request submit move-media --medium "$(label 1)" \
	--library "$LIBRARY"
refused "not without an argument" 2 '--library' \
	"$NTMSCTL" request submit move-media --medium "$(label 1)"
is "they are listed in order" "$(json "[r['kind'] for r in j
	if r['application'] == 'ntmsctl']" request list)" \
	"['device service', 'new media', 'cleaner', 'move media']"
check "forgotten at once, once answered" "$NTMSCTL" request purge 0
mapfile -t requests < <(json "'\\n'.join(r['id'] for r in j
	if r['application'] == 'ntmsctl' and
	r['request_state'] == 'submitted')" request list)
is "three are open" "${#requests[@]}" 3
check "all of them are answered" "$NTMSCTL" request satisfy "${requests[@]}"
check "and gone" vlib_wait none_of_ours
check "three days, as it was" "$NTMSCTL" request purge 72h
tap_end
