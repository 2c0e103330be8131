#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Media types and pools with ntmsctl: what can be added is what the module knows,
# cartridges change their type and back, pools are opened, made and deleted, and
# it is said what happened. Both modules are loaded.
set -euo pipefail
# shellcheck source=selftests/lib/ntmsctl.sh
. "$(dirname "$0")/../lib/ntmsctl.sh"

names types W

types()
{
	json "*sorted(t['name'] for t in j)" type list --library "$LIBRARY"
}

type_id()
{
	json "next(t['id'] for t in j if t['name'] == '$1')" type list
}

library_begin 0 3
check "new cartridges are free" "$NTMSCTL" library set "$guid" \
	--name "$LIBRARY" --new-media free
check "and so are those that are there" "$NTMSCTL" media move \
	"$(label 1)" "$(label 2)" "$(label 3)" free
is "it supports what it holds" "$(types)" 'LTO_Ultrium'

# What it calls them, and by which codes, is what the module does.
codes=$(json "*(f'{t[\"name\"]}={t[\"code\"]}' for t in j)" type codes)
for type in $codes; do
	is "${type%=*} is a media type" \
		"$("$NTMSCTL" type add "${type%=*}" "$LIBRARY")" \
		"Library \"$LIBRARY\" supports ${type%=*}."
done
is "they have the module's codes" \
	"$(json "*sorted(f'{t[\"name\"]}={t[\"code\"]}' for t in j)" \
		type list --library "$LIBRARY")" \
	"$(tr ' ' '\n' <<<"$codes" | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
for type in $codes; do
	[[ $type == LTO_Ultrium=* ]] ||
		check "${type%=*} goes by its code" \
			"$NTMSCTL" type delete "${type#*=}" "$LIBRARY"
done
is "they are gone" "$(types)" 'LTO_Ultrium'
refused "a code that can be read in two ways" 2 'write 0x56 .* 56 for' \
	"$NTMSCTL" type add 056 "$LIBRARY"
refused "one that is none" 1 'no such media type .*type codes' \
	"$NTMSCTL" type add 255 "$LIBRARY"
refused "the shelf" 1 'INVALID_LIBRARY, 4301.*cartridges of all types' \
	"$NTMSCTL" type add DLT offline
refused "one that it holds" 1 "NOT_EMPTY.*--library '$LIBRARY'" \
	"$NTMSCTL" type delete LTO_Ultrium "$LIBRARY"

is "JSON of add: all that it supports" \
	"$(json "*sorted(t['name'] for t in j)" type add DLT "$LIBRARY")" \
	'DLT LTO_Ultrium'
check "it can be told to hold it" "$NTMSCTL" library set "$LIBRARY" \
	--media-type "$(type_id DLT)"
check "a pool of it is made, by its GUID" \
	"$NTMSCTL" pool create "$NAME" --media-type "$(type_id DLT)"

# A cartridge that was taken for what it is not
like "a cartridge changes its type" \
	"$("$NTMSCTL" type change "$(label 1)" "$NAME")" \
	"^Cartridge \"$(label 1)\" is of type DLT, in pool \"$NAME\".\$"
refused "the library holds it now" 1 'NOT_EMPTY' \
	"$NTMSCTL" type delete DLT "$LIBRARY"
refused "it cannot be moved to its old type" 1 'MEDIA_INCOMPATIBLE' \
	"$NTMSCTL" media move "$(label 1)" free/LTO_Ultrium
refused "nor to a pool that nothing goes to" 1 'INVALID_MEDIA_POOL' \
	"$NTMSCTL" type change "$(label 1)" unrecognized
refused "nor be imported" 1 "INVALID_STATE.*media show '$(label 1)'" \
	"$NTMSCTL" type change "$(label 1)" import/LTO_Ultrium
lmid=$("$NTMSCTL" allocate "$NAME" --no-wait --quiet)
refused "nor be changed while it is owned" 1 \
	"INVALID_STATE.*deallocate --medium '$(label 1)'" \
	"$NTMSCTL" type change "$(label 1)" free/LTO_Ultrium
check "it is given back" "$NTMSCTL" deallocate "$lmid"
is "JSON of change: the cartridge" \
	"$(json "j['media_type']['name'], j['pool']['name']" \
		type change "$(label 1)" free/LTO_Ultrium)" \
	'LTO_Ultrium free\LTO_Ultrium'
is "JSON of delete: what it still supports" \
	"$(json "*(t['name'] for t in j)" type delete "$(type_id DLT)" "$LIBRARY")" \
	'LTO_Ultrium'
# Whoever looked at it since has found by its drives what it holds.
is "what it is told to hold is not that any more" \
	"$(json "(j['media_type'] or {}).get('name', 'LTO_Ultrium')" \
		library show "$LIBRARY")" 'LTO_Ultrium'
check "the pool keeps the type" "$NTMSCTL" pool show free/DLT

# Pools
stays="Pool \"$NAME\" is there already; it stays as it is."
is "a pool that is there is opened" \
	"$("$NTMSCTL" pool create "$NAME" --exist-ok)" "$stays"
is "and not changed" "$("$NTMSCTL" pool create "$NAME" --exist-ok \
	--media-type LTO_Ultrium --to-free)" "$stays"
is "or found" "$("$NTMSCTL" pool create "$NAME" --must-exist)" "$stays"
is "it is what it was" \
	"$(json "j['media_type']['name'], j['to_free']" pool show "$NAME")" \
	'DLT False'
refused "one that is not there is not found" 1 \
	'cannot open.*OBJECT_NOT_FOUND, 4312.*--exist-ok' \
	"$NTMSCTL" pool create "new $NAME" --must-exist
refused "and was not made" 1 'no pool' "$NTMSCTL" pool show "new $NAME"
is "but made if that is all right" "$("$NTMSCTL" pool create "new $NAME" \
	--exist-ok --media-type LTO_Ultrium)" "Created pool \"new $NAME\"."
check "a pool of pools" "$NTMSCTL" pool create "$NAME-box" --container
is "with one in it" "$(json "j['path']" pool create "$NAME-box/in" \
	--media-type LTO_Ultrium --max-allocates 3)" "$NAME-box\\in"
refused "a box holds no cartridges" 1 'INVALID_MEDIA_POOL' \
	"$NTMSCTL" media move "$(label 2)" "$NAME-box"
refused "and is not deleted with what is in it" 1 'NOT_EMPTY.*pool tree' \
	"$NTMSCTL" pool delete "$NAME-box"
refused "it has no policies" 1 'INVALID_PARAMETER.*only a name' \
	"$NTMSCTL" pool set "$NAME-box" --to-free
refused "nor media in it that could be limited" 2 'exclude' \
	"$NTMSCTL" pool create "$NAME-no" --container --max-allocates 1
check "a cartridge goes into the pool in it" \
	"$NTMSCTL" media move "$(label 2)" "$NAME-box/in"
refused "which is full then" 1 "NOT_EMPTY.*--pool '$NAME-box/in'" \
	"$NTMSCTL" pool delete "$NAME-box/in"
check "and comes back" "$NTMSCTL" media move "$(label 2)" free
is "a pool is deleted" "$("$NTMSCTL" pool delete "$NAME-box/in")" \
	"Deleted pool \"$NAME-box\\in\"."
check "and what it was in" "$NTMSCTL" pool delete "$NAME-box"
refused "once only" 1 'no pool' "$NTMSCTL" pool delete "$NAME-box"
refused "free stays" 1 'INVALID_MEDIA_POOL.*cannot be deleted' \
	"$NTMSCTL" pool delete free
id=$(json "j['id']" pool show "new $NAME")
is "JSON of delete: what it was" "$(json "j['deleted']" pool delete "$id")" "$id"

check "the last pool of the type" "$NTMSCTL" pool delete "$NAME"
like "lets it go" "$("$NTMSCTL" type delete DLT "$LIBRARY")" \
	"no longer supports DLT. Nothing else is of that type: it is gone"
refused "with its pools" 1 'no pool' "$NTMSCTL" pool show free/DLT
vlib_live "$NAME" 0
refused "a library that is away" 1 'LIBRARY_OFFLINE, 4305' \
	"$NTMSCTL" type add DLT "$LIBRARY"
tap_end
