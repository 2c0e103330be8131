# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the scripts of tools/ and the lane runners share: where things are,
# and how a script speaks. Meant to be sourced.

NTMS_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Everything that is downloaded or built once per machine lives outside of
# the repository, so that a fresh clone finds it again.
NTMS_CACHE=${NTMS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ntms}
export NTMS_ROOT NTMS_CACHE

# The stock kernels that the module is built for and loaded in.
# shellcheck disable=SC2034 # used by those who source this file
NTMS_STOCK_KERNELS="6.1 6.12 7.3"

say()
{
	printf '%s\n' "$*"
}

warn()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	warn "$*"
	exit 1
}

# kernel_dir NAME - where the kernel NAME was unpacked or built; fails if it
# is not there. NAME is 6.1, 6.12, 7.3, uml or source.
kernel_dir()
{
	local dir=$NTMS_CACHE/kernels/$1

	[[ -e $dir/.complete ]] || return 1
	readlink -f "$dir"
}

# kernel_fact NAME WHAT - one line of what tools/setup noted of a kernel:
# release, build (where modules are built against), image, modules, source.
kernel_fact()
{
	local dir

	dir=$(kernel_dir "$1") || return 1
	sed -n "s/^$2=//p" "$dir/.facts"
}

# kvm_works - the CPU can, and the node opens. Some virtual machines have the
# node without the CPU flag; QEMU then hangs in its firmware.
kvm_works()
{
	grep -Eqw 'vmx|svm' /proc/cpuinfo || return 1
	{ : <>/dev/kvm; } 2>/dev/null
}
