#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lists of rights, with ntmsctl, as an administrator writes them and as a user of
# the group tape meets them. Both modules are loaded.
set -euo pipefail
# shellcheck source=selftests/lib/ntmsctl.sh
. "$(dirname "$0")/../lib/ntmsctl.sh"

OPERATOR=${OPERATOR:-$NTMS_BUILD/userspace/bin/ntms-operator}
NAME=acl-$$
TAPE=$(getent group tape | cut -d : -f 3)
USER_ID=65534

# as_member COMMAND... - nobody in particular, but of the group tape
as_member()
{
	setpriv --reuid="$USER_ID" --regid="$USER_ID" --groups="$TAPE" "$@"
}

rights()
{
	"$NTMSCTL" acl show "$1" --json | python3 -c "
import json, sys
for e in json.load(sys.stdin)['entries']:
    print(e['kind'], e['id'], *e['rights'])"
}

owner=$(stat -c %g /dev/ntms)
chgrp tape /dev/ntms
request=
trap '"$NTMSCTL" acl set computer everyone=use >"$tap_scratch/log" || true
	[[ -z $request ]] || "$NTMSCTL" request delete "$request" &>/dev/null || true
	chgrp "$owner" /dev/ntms; rm -rf "$tap_scratch"' EXIT

check "a pool of pools is made" "$NTMSCTL" pool create "$NAME" --container
like "nobody has a right on it" "$("$NTMSCTL" acl show "$NAME")" \
	'The list is empty'
refused "not even to make a pool" 1 'ACCESS_DENIED, 5' \
	as_member "$NTMSCTL" pool create "$NAME/in" --container
refused "nor to take it" 1 'Run it as root, or as ' \
	as_member "$NTMSCTL" acl add "$NAME" group:tape=control

check "the group is given it" "$NTMSCTL" acl add "$NAME" group:tape=control
is "which is seen" "$(as_member "$NTMSCTL" acl show "$NAME" --json |
	python3 -c "import json, sys
print(json.load(sys.stdin)['entries'][0]['name'])")" tape
check "now a pool can be made" \
	as_member "$NTMSCTL" pool create "$NAME/in" --container
refused "but no rights given" 1 'ACCESS_DENIED, 5' \
	as_member "$NTMSCTL" acl set "$NAME" everyone=use
is "its list is that of the pool above" "$(rights "$NAME/in")" \
	"group $TAPE control"
check "whose maker may write it" \
	as_member "$NTMSCTL" acl add "$NAME/in" "user:$USER_ID=use" everyone=use
is "in order" "$(rights "$NAME/in")" "group $TAPE control
user $USER_ID use
everyone None use"

check "the group is taken out" "$NTMSCTL" acl remove "$NAME" group:tape
refused "and can make no more" 1 'ACCESS_DENIED, 5' \
	as_member "$NTMSCTL" pool create "$NAME/more" --container

refused "nor at the top" 1 'ACCESS_DENIED, 5' \
	as_member "$NTMSCTL" pool create "$NAME-top" --container
check "unless the computer is his" \
	"$NTMSCTL" acl add computer "user:$USER_ID=control"
check "a pool at the top" \
	as_member "$NTMSCTL" pool create "$NAME-top" --container

# Operators: not one of them is root.
request=$("$NTMSCTL" request submit message --message "$NAME sticks" --quiet)
check "the list of the computer is as it was" \
	"$NTMSCTL" acl set computer everyone=use
refused "what others ask for is nobody's affair" 1 'no operator request' \
	as_member "$NTMSCTL" request show "$request"
check "the group answers" "$NTMSCTL" acl add computer group:tape=control
like "a member sees it" "$(as_member "$NTMSCTL" request list)" "$NAME sticks"
like "is prompted for it" "$(as_member "$OPERATOR" --once)" "$NAME sticks"
like "and says that it is done" \
	"$(printf 'list\ndone 1 oiled\n' | as_member "$OPERATOR" --interactive)" \
	'Watching: 1 request is open'
is "which counts" "$("$NTMSCTL" request show "$request" --json | python3 -c "
import json, sys
r = json.load(sys.stdin)
print(r['request_state'], r['answer'])")" "complete oiled"
refused "to forget it is not his" 1 'modify to delete' \
	as_member "$NTMSCTL" request delete "$request"
check "but the administrator's" "$NTMSCTL" request delete "$request"

for pool in "$NAME-top" "$NAME/in"; do
	check "$pool goes" as_member "$NTMSCTL" pool delete "$pool"
done
check "$NAME goes" "$NTMSCTL" pool delete "$NAME"
tap_end
