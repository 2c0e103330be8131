# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# bash completion of ntmsctl. The tool itself knows its commands, options and
# objects; it is asked what the word under the cursor could become.

_ntmsctl()
{
	local -a offers
	local offer

	COMPREPLY=()
	mapfile -t offers < <("${COMP_WORDS[0]}" __complete -- \
		"${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
	for offer in "${offers[@]}"; do
		printf -v offer %q "$offer"
		COMPREPLY+=("$offer")
	done
}
complete -F _ntmsctl ntmsctl
