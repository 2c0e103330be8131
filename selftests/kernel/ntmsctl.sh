#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A day with ntmsctl: a pool is made, cartridges are freed, allocated, imported
# and given back, mtx moves one behind our back, and whatever is refused is
# refused with a reason. Both modules are loaded.
set -euo pipefail
# shellcheck source=selftests/lib/ntmsctl.sh
. "$(dirname "$0")/../lib/ntmsctl.sh"

names ntmsctl Y

# where LABEL - pool and place of a cartridge
where()
{
	"$NTMSCTL" media show "$1"
}

is_in_drive()
{
	where "$1" | grep -qi 'drive'
}

library_begin 1 5
check "it can be given a name" "$NTMSCTL" library set "$guid" --name "$LIBRARY"
check "and is known by it" "$NTMSCTL" library show "$LIBRARY"
check "an overview" "$NTMSCTL" status

check "a pool is made" "$NTMSCTL" pool create "$NAME" --from-free \
	--media-type LTO_Ultrium
refused "a pool that is there" 1 'exists|taken' \
	"$NTMSCTL" pool create "$NAME" --media-type LTO_Ultrium
refused "a cartridge nobody knows, into a pool" 1 'cannot' \
	"$NTMSCTL" media move "$(label 1)" "$NAME"
refused "an allocation from nothing" 1 'cannot' \
	"$NTMSCTL" allocate "$NAME" --error-if-unavailable
check "three cartridges are freed" "$NTMSCTL" media move \
	"$(label 1)" "$(label 2)" "$(label 3)" free

lmids=()
for i in 1 2 3; do
	lmids+=("$("$NTMSCTL" allocate "$NAME" --no-wait --quiet)")
	like "allocation $i gives an LMID" "${lmids[-1]}" \
		'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
done
refused "a fourth" 1 'cannot' "$NTMSCTL" allocate "$NAME" --no-wait
refused "and again, without asking anybody" 1 'cannot' \
	"$NTMSCTL" allocate "$NAME" --error-if-unavailable
like "they are listed" "$("$NTMSCTL" media allocated)" "${lmids[0]:0:8}"
refused "what is allocated, to free" 1 'cannot' \
	"$NTMSCTL" media move "$(label 1)" free

# What programs keep with objects, by all sorts of names
head -c 65535 /dev/urandom >"$tap_scratch/data"
for object in "$NAME" "$LIBRARY" "$LIBRARY:0" "$(label 1)" "$(label 1):0" \
	"${lmids[0]}"; do
	kind=()
	case $object in
	# The library has this as its serial number.
	"$NAME")
		kind=(--kind pool)
		;;
	# It has both a drive and a slot of that number.
	"$LIBRARY:0")
		kind=(--kind slot)
		;;
	esac
	check "$object keeps a text" \
		"$NTMSCTL" attr set "$object" note 'of mine' "${kind[@]}"
	is "and gives it" "$("$NTMSCTL" attr get "$object" note "${kind[@]}")" \
		'of mine'
	check "$object keeps data" "$NTMSCTL" attr set "$object" data \
		--file "$tap_scratch/data" "${kind[@]}"
	check "and gives them" cmp "$tap_scratch/data" \
		<("$NTMSCTL" attr get "$object" data "${kind[@]}")
	like "and lists both" "$("$NTMSCTL" attr list "$object" "${kind[@]}")" \
		'data +65535.note +7'
	check "until it is deleted" \
		"$NTMSCTL" attr delete "$object" data "${kind[@]}"
	refused "and once only" 1 'OBJECT_NOT_FOUND' \
		"$NTMSCTL" attr delete "$object" data "${kind[@]}"
done
refused "what can mean a drive and a slot" 1 'several kinds' \
	"$NTMSCTL" attr list "$LIBRARY:0"

types()
{
	"$NTMSCTL" type list --library "$LIBRARY"
}

check "the library supports another media type" \
	"$NTMSCTL" type add 0x20 "$LIBRARY"
like "which is listed" "$(types)" 'DDS_4mm .*LTO_Ultrium|LTO_Ultrium.*DDS_4mm'
check "and has its system pools" "$NTMSCTL" pool show 'free/DDS_4mm'
check "until it is deleted" "$NTMSCTL" type delete DDS_4mm "$LIBRARY"
refused "with them" 1 'no ' "$NTMSCTL" pool show 'free/DDS_4mm'
refused "one that it holds cartridges of" 1 'NOT_EMPTY' \
	"$NTMSCTL" type delete LTO_Ultrium "$LIBRARY"

check "new cartridges are to be imported" \
	"$NTMSCTL" library set "$LIBRARY" --new-media import
vlib_insert "$NAME" "port 0 $(label 77)"
check "one comes through the port" \
	"$NTMSCTL" library inventory "$LIBRARY" --timeout 60s
imported=$("$NTMSCTL" allocate "$NAME" --side "$(label 77)" --no-wait --quiet)
like "and is imported in one call" "$imported" '^[0-9a-f]{8}-'
refused "a second time" 1 'cannot' \
	"$NTMSCTL" allocate "$NAME" --side "$(label 77)" --no-wait

mtx -f "$(vlib_changer "$NAME")" load 2 0 >/dev/null
"$NTMSCTL" library inventory "$LIBRARY" --timeout 60s >/dev/null
check "what mtx moved is noticed" is_in_drive "$(label 2)"
mtx -f "$(vlib_changer "$NAME")" unload 2 0 >/dev/null

for lmid in "${lmids[@]}" "$imported"; do
	check "it is given back" "$NTMSCTL" deallocate "$lmid"
done
refused "a second time" 1 'cannot|no ' "$NTMSCTL" deallocate "${lmids[0]}"
refused "a pool with cartridges in it" 1 'cannot|empty' \
	"$NTMSCTL" pool delete "$NAME"
check "they go back to free" "$NTMSCTL" media move \
	"$(label 1)" "$(label 2)" "$(label 3)" "$(label 77)" free
check "and the pool can go" "$NTMSCTL" pool delete "$NAME"

refused "a pool that nobody made" 1 'no ' "$NTMSCTL" allocate "nobody's"
refused "a command that is none" 2 'sage|help|no such|not a command' \
	"$NTMSCTL" alocate "$NAME"
check "JSON can be read" python3 -c '
import json, subprocess, sys
for what in ["status"], ["library", "list"], ["drive", "list"], \
            ["media", "list"], ["pool", "list"]:
    json.loads(subprocess.check_output([sys.argv[1], *what, "--json"]))' \
	"$NTMSCTL"
tap_end
