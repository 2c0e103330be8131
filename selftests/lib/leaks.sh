# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What kmemleak knows. Sourced.

KMEMLEAK=/sys/kernel/debug/kmemleak

# leaks_scan - what was freed a moment ago may still be in a register or on a stack;
# a leak is what two scans in a row find.
leaks_scan()
{
	echo scan >"$KMEMLEAK"
	echo scan >"$KMEMLEAK"
}

# leaks_found - what kmemleak found, less what the kernel's own start left behind.
leaks_found()
{
	awk '
		/^unreferenced object/ { head = $0; next }
		/^  comm / && head { show = !/"swapper\/0"/
			if (show) print head
			head = "" }
		show' "$KMEMLEAK"
}

# leaks_logged - in the kernel's log, which is looked through afterwards
leaks_logged()
{
	leaks_found | while IFS= read -r line; do
		echo "kmemleak: $line" >/dev/kmsg
	done
}
