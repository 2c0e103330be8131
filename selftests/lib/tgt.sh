# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A library nobody here wrote: tgt's changer and tape drives, over iSCSI on
# the guest's own loopback. Only for the guests of the lanes; sourced.
#
#	tgt_start DRIVES SLOTS PORTS CARTRIDGES [BARCODE-PREFIX]
#	tgt_insert_port INDEX BARCODE		a hand puts a cartridge in a port
#	tgt_insert_slot INDEX BARCODE		... in a slot
#	tgt_remove_port INDEX, tgt_remove_slot INDEX
#	tgt_pull, tgt_plug			the cable
#	tgt_stop
#
# Indices count from 0. After tgt_start TGT_CHANGER is the changer's SCSI
# address (h:c:t:l), TGT_SCH its node, TGT_SG its generic node. Barcodes have
# at most ten characters: tgt writes past its buffer with more.

TGT_ROOT=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=wait.sh
. "$TGT_ROOT/wait.sh"

TGT_TARGET=iqn.2026-01.test.ntms:library
TGT_PORTAL=127.0.0.1:3260
TGT_MEDIA=/tmp/tgt
TGT_PICKER=1
TGT_FIRST_PORT=100
TGT_FIRST_DRIVE=500
TGT_FIRST_SLOT=1000
TGT_DRIVES=0
TGT_CHANGER=
TGT_SCH=
TGT_SG=
TGT_PID=
ISCSID_PID=

tgt_adm()
{
	tgtadm --lld iscsi "$@"
}

# tgt_changer PARAMETERS - sets something of the changer.
tgt_changer()
{
	tgt_adm --mode logicalunit --op update --tid 1 \
		--lun $((TGT_DRIVES + 1)) --params "$1"
}

# tgt_medium BARCODE - the file that stands for a cartridge; it has to have
# the barcode's name.
tgt_medium()
{
	[[ -e $TGT_MEDIA/$1 ]] ||
		tgtimg --op new --device-type tape --barcode "$1" --size 10 \
			--type data --file "$TGT_MEDIA/$1" >/dev/null
}

tgt_drives()
{
	local lun

	for ((lun = 1; lun <= TGT_DRIVES; lun++)); do
		tgt_medium "DUMMY$lun"
		tgt_adm --mode logicalunit --op new --tid 1 --lun "$lun" \
			-b "$TGT_MEDIA/DUMMY$lun" --device-type=tape
		tgt_adm --mode logicalunit --op update --tid 1 --lun "$lun" \
			--params "online=0,vendor_id=HP,product_id=ULTRIUM,scsi_sn=DRIVE000$lun"
	done
}

# tgt_library SLOTS PORTS CARTRIDGES PREFIX
tgt_library()
{
	local slots=$1 ports=$2 cartridges=$3 prefix=$4 i barcode

	: >"$TGT_MEDIA/changer"
	truncate -s 1k "$TGT_MEDIA/changer"
	tgt_adm --mode logicalunit --op new --tid 1 --lun $((TGT_DRIVES + 1)) \
		-b "$TGT_MEDIA/changer" --device-type=changer
	tgt_changer "vendor_id=STK,product_id=L700,scsi_sn=LIB00001"
	tgt_changer "media_home=$TGT_MEDIA"
	tgt_changer "element_type=1,start_address=$TGT_PICKER,quantity=1"
	tgt_changer "element_type=4,start_address=$TGT_FIRST_DRIVE,quantity=$TGT_DRIVES"
	for ((i = 0; i < TGT_DRIVES; i++)); do
		tgt_changer "element_type=4,address=$((TGT_FIRST_DRIVE + i)),tid=1,lun=$((i + 1))"
	done
	((ports == 0)) ||
		tgt_changer "element_type=3,start_address=$TGT_FIRST_PORT,quantity=$ports"
	tgt_changer "element_type=2,start_address=$TGT_FIRST_SLOT,quantity=$slots"
	for ((i = 0; i < cartridges; i++)); do
		barcode=$(printf '%s%05d' "$prefix" $((i + 1)))
		tgt_insert_slot "$i" "$barcode"
	done
}

tgt_insert_slot()
{
	tgt_medium "$2"
	tgt_changer "element_type=2,address=$((TGT_FIRST_SLOT + $1)),barcode=$2,sides=1"
}

tgt_insert_port()
{
	tgt_medium "$2"
	tgt_changer "element_type=3,address=$((TGT_FIRST_PORT + $1)),barcode=$2,sides=1"
}

tgt_remove_slot()
{
	tgt_changer "element_type=2,address=$((TGT_FIRST_SLOT + $1)),clear_slot=1"
}

tgt_remove_port()
{
	tgt_changer "element_type=3,address=$((TGT_FIRST_PORT + $1)),clear_slot=1"
}

# tgt_find - the changer and its drives as this guest sees them now; fails
# while one of them is missing.
tgt_find()
{
	local device tapes=0

	TGT_CHANGER=
	for device in /sys/bus/scsi/devices/[0-9]*; do
		[[ -r $device/vendor && -r $device/type ]] || continue
		case $(<"$device/type"):$(<"$device/vendor") in
		8:STK*)
			TGT_CHANGER=${device##*/}
			TGT_SCH=$(echo "$device"/scsi_changer/sch*)
			TGT_SG=$(echo "$device"/scsi_generic/sg*)
			;;
		1:HP*)
			[[ ! -e $device/tape && ! -d $device/scsi_tape ]] ||
				tapes=$((tapes + 1))
			;;
		esac
	done
	TGT_SCH=/dev/${TGT_SCH##*/}
	TGT_SG=/dev/${TGT_SG##*/}
	[[ -n $TGT_CHANGER && -c $TGT_SCH && -c $TGT_SG ]] &&
		((tapes == TGT_DRIVES))
}

tgt_plug()
{
	iscsiadm -m node -T "$TGT_TARGET" -p "$TGT_PORTAL" -l >/dev/null
	wait_for 60 "the library is seen by the kernel" tgt_find
	tgt_find
}

tgt_pull()
{
	iscsiadm -m node -T "$TGT_TARGET" -p "$TGT_PORTAL" -u >/dev/null
}

# The initiator's daemon, with a configuration of its own.
tgt_initiator()
{
	local module
	local config=/etc/iscsi

	for module in iscsi_tcp ch st sg; do
		modprobe "$module" 2>/dev/null || true
	done
	mkdir -p "$config" /run/lock/iscsi
	printf 'InitiatorName=iqn.2026-01.test.ntms:host\n' \
		>"$config/initiatorname.iscsi"
	cat >"$config/iscsid.conf" <<-END
		node.startup = manual
		node.session.timeo.replacement_timeout = 15
		node.conn[0].timeo.noop_out_interval = 0
		node.conn[0].timeo.noop_out_timeout = 0
		node.session.scan = auto
	END
	# In a session of its own: it ends its whole process group with itself.
	setsid iscsid -f -c "$config/iscsid.conf" >/dev/null 2>&1 &
	ISCSID_PID=$!
	wait_for 30 "iscsid answers" tgt_discover
}

# tgt_discover - iscsiadm waits very long for a daemon that is not there yet.
tgt_discover()
{
	grep -q ISCSIADM_ABSTRACT_NAMESPACE /proc/net/unix &&
		timeout 20 iscsiadm -m discovery -t sendtargets -p "$TGT_PORTAL"
}

tgt_start()
{
	TGT_DRIVES=$1
	mkdir -p /run/tgtd /run/lock "$TGT_MEDIA"
	ip link set lo up
	setsid tgtd -f --iscsi portal="$TGT_PORTAL" >/dev/null 2>&1 &
	TGT_PID=$!
	wait_for 30 "tgtd answers" tgt_adm --op show --mode sys || return
	tgt_adm --op new --mode target --tid 1 -T "$TGT_TARGET"
	tgt_drives
	tgt_library "$2" "$3" "$4" "${5:-A}"
	tgt_adm --op bind --mode target --tid 1 -I ALL
	tgt_initiator || return
	tgt_plug
}

# tgt_gone - the kernel has let go of the library.
tgt_gone()
{
	[[ ! -e /sys/bus/scsi/devices/$TGT_CHANGER ]]
}

tgt_stop()
{
	tgt_pull || true
	wait_for 60 "the library has gone" tgt_gone
	tgt_adm --op delete --mode target --tid 1 --force || true
	tgt_adm --op delete --mode system || true
	if [[ -n $ISCSID_PID ]]; then
		kill "$ISCSID_PID" 2>/dev/null || true
		wait "$ISCSID_PID" 2>/dev/null || true
	fi
	if [[ -n $TGT_PID ]]; then
		wait_for 30 "tgtd has ended" eval "! kill -0 $TGT_PID"
	fi
}
