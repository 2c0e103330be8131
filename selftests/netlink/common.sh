# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of the netlink family have in common: the module, the virtual
# library, and Python with the kernel's stock client. Sourced.

# shellcheck source=selftests/lib/vlib.sh
. "$NTMS_ROOT/selftests/lib/vlib.sh"

# netlink_test FILE [ATTRIBUTE=TEXT...] - runs it with both modules loaded, and
# unloads them; with attributes there is a library.
netlink_test()
{
	local file=$1 status=0

	shift
	vlib_load libraries=0
	insmod "$NTMS_MODULES/ntms.ko"
	if [[ $# -gt 0 ]]; then
		vlib_make lib "$@"
		vlib_live lib 1
	fi
	netlink_python "$file" || status=$?
	[[ ! -d /sys/module/ntms ]] || vlib_wait rmmod ntms || status=1
	vlib_unload || status=1
	return "$status"
}

# netlink_python FILE - the kernel's source is where its client is.
netlink_python()
{
	local source

	source=$("$NTMS_ROOT/tools/kernels" path source)
	NTMS_YNL=$source/tools/net/ynl \
		NTMS_SCHEMA=$source/Documentation/netlink/genetlink.yaml \
		python3 -B "$NTMS_ROOT/selftests/netlink/$1"
}
