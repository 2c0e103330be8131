# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of the virtual library have in common: TAP output, and the
# helpers of ../lib/vlib.sh.

# Several files that a test needs may need this one.
[[ -z ${tap_count:-} ]] || return 0

# shellcheck source=selftests/lib/vlib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/vlib.sh"

tap_count=0
tap_failures=0
tap_scratch=$(mktemp -d)
trap 'rm -rf "$tap_scratch"' EXIT

tap_result()
{
	local good=$1 what=$2

	tap_count=$((tap_count + 1))
	if [[ $good == yes ]]; then
		echo "ok $tap_count - $what"
	else
		tap_failures=$((tap_failures + 1))
		echo "not ok $tap_count - $what"
	fi
}

# check WHAT COMMAND... - COMMAND succeeds.
check()
{
	local what=$1

	shift
	if "$@" >"$tap_scratch/output" 2>&1; then
		tap_result yes "$what"
	else
		tap_result no "$what"
		sed 's/^/# /' "$tap_scratch/output"
	fi
}

# refuse WHAT COMMAND... - COMMAND fails.
refuse()
{
	local what=$1

	shift
	if "$@" >"$tap_scratch/output" 2>&1; then
		tap_result no "$what"
		sed 's/^/# /' "$tap_scratch/output"
	else
		tap_result yes "$what"
	fi
}

# is WHAT GOT WANTED
is()
{
	if [[ $2 == "$3" ]]; then
		tap_result yes "$1"
	else
		tap_result no "$1"
		echo "# wanted: $3"
		echo "# got:    $2"
	fi
}

# like WHAT GOT REGEX
like()
{
	if [[ $2 =~ $3 ]]; then
		tap_result yes "$1"
	else
		tap_result no "$1"
		echo "# wanted: $3"
		# shellcheck disable=SC2001 # every line
		sed 's/^/# got:    /' <<<"$2"
	fi
}

# tap_end - the plan, and the status of the whole script.
tap_end()
{
	echo "1..$tap_count"
	((tap_failures == 0))
}

# tool NAME - puts the program built from NAME.c into $NAME; builds it if
# nobody did.
tool()
{
	local name=$1 built=${NTMS_BUILD:-}/selftests/vlib/$1

	if [[ ! -x $built ]]; then
		built=$tap_scratch/$name
		cc -static -O2 -o "$built" "$(dirname "${BASH_SOURCE[0]}")/$name.c"
	fi
	printf -v "$name" %s "$built"
}

# raw NODE CDB-BYTE... - sends a command that transfers nothing; says "good",
# or sense key/code/qualifier, or what else came of it (cdb.c).
raw()
{
	local node=$1

	shift
	"$cdb" "$node" none "$@"
}

# raw_in NODE LENGTH CDB-BYTE... - receives at most LENGTH bytes, printed as
# hexadecimal digits without blanks; on failure as raw does.
raw_in()
{
	local node=$1

	shift
	"$cdb" "$node" in "$@"
}

cdb=
tool cdb
