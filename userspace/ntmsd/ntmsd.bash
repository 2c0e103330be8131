# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# bash completion of ntmsd.

_ntmsd()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=

	COMPREPLY=()
	((COMP_CWORD == 0)) || before=${COMP_WORDS[COMP_CWORD - 1]}
	case $before in
	-d | --database)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--history)
		return
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "--database --history --verbose
		--help --version" -- "$word")
}
complete -F _ntmsd ntmsd
