# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# bash completion of ntms-operator.

_ntms_operator()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=

	COMPREPLY=()
	((COMP_CWORD == 0)) || before=${COMP_WORDS[COMP_CWORD - 1]}
	case $before in
	-x | --exec)
		mapfile -t COMPREPLY < <(compgen -c -- "$word")
		return
		;;
	--exec-timeout)
		return
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "--interactive --json --exec
		--exec-timeout --once --quiet --help --version" -- "$word")
}
complete -F _ntms_operator ntms-operator
