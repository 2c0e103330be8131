# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Packages of another suite than the machine's, without touching the
# machine's own apt set-up: its own source entry, with another suite's name
# in it, in a private directory. Sourced after lib.sh.

NTMS_APT=$NTMS_CACHE/apt

as_root()
{
	if [[ $EUID -eq 0 ]]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "this needs root: run it as root, or install sudo"
	fi
}

# host_codename - bookworm, trixie, ...
host_codename()
{
	(. /etc/os-release && printf '%s\n' "${VERSION_CODENAME:-unknown}")
}

# suite_entry SUITE - the machine's first entry for the archive that SUITE is
# in (security updates are in one of their own), rewritten for SUITE. Reads
# both of apt's formats.
suite_entry()
{
	local suite=$1 security=0 file

	[[ $suite == *-security ]] && security=1
	for file in /etc/apt/sources.list.d/*.sources; do
		[[ -f $file ]] || continue
		awk -v suite="$suite" -v security=$security '
			BEGIN { RS = "" }
			!/(^|\n)Types:[^\n]*deb/ { next }
			!/(^|\n)Suites:[^\n]*(bookworm|trixie|stable)/ { next }
			/(^|\n)Suites:[^\n]*-security/ != security { next }
			{
				sub(/(^|\n)Suites:[^\n]*/, "\nSuites: " suite)
				sub(/(^|\n)Components:[^\n]*/, "\nComponents: main")
				sub(/^\n/, ""); print; exit
			}' "$file" | grep . && return
	done
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[[ -f $file ]] || continue
		awk -v suite="$suite" -v security=$security '
			$1 != "deb" || !/ (bookworm|trixie|stable)/ { next }
			/-security/ != security { next }
			{
				opts = ""; i = 2
				if ($2 ~ /^\[/)
					do opts = opts $i " "; while ($(i++) !~ /\]$/)
				print "deb " opts $i " " suite " main"; exit
			}' "$file" | grep . && return
	done
	return 1
}

# suite_apt SUITE COMMAND... - runs apt-get or apt-cache for SUITE.
suite_apt()
{
	local suite=$1 tool=$2 dir=$NTMS_APT/$1

	shift 2
	"$tool" -o Dir::Etc::SourceList=/dev/null \
		-o Dir::Etc::SourceParts="$dir/sources" \
		-o Dir::State::Lists="$dir/lists" -o Dir::Cache="$dir/cache" \
		-o APT::Sandbox::User=root -o Acquire::Retries=3 "$@"
}

# suite_update SUITE - what SUITE has to offer, asked at most once a run.
declare -A NTMS_SUITES_ASKED=()
suite_update()
{
	local suite=$1 dir=$NTMS_APT/$1 form=sources entry

	[[ -z ${NTMS_SUITES_ASKED[$suite]:-} ]] || return 0
	mkdir -p "$dir/sources" "$dir/lists/partial" "$dir/cache/archives/partial"
	entry=$(suite_entry "$suite") ||
		{ warn "no entry for Debian's archive in apt's sources"; return 1; }
	[[ $entry == deb\ * ]] && form=list
	rm -f "$dir"/sources/*
	printf '%s\n' "$entry" >"$dir/sources/ntms.$form"
	# Released suites have their newest kernels among the security updates.
	if [[ $suite != *-* ]] && entry=$(suite_entry "$suite-security"); then
		form=sources
		[[ $entry == deb\ * ]] && form=list
		printf '%s\n' "$entry" >"$dir/sources/security.$form"
	fi
	say "  asking what $suite has to offer"
	suite_apt "$suite" apt-get -qq update >"$dir/log" 2>&1 ||
		{ warn "cannot read the package lists of $suite, see $dir/log"; return 1; }
	NTMS_SUITES_ASKED[$suite]=yes
}

# suite_newest SUITE REGEX - the newest package name of that form.
suite_newest()
{
	suite_apt "$1" apt-cache pkgnames | grep -Ex -e "$2" | sort -V | tail -n 1
}

# suite_version SUITE PACKAGE - the version that SUITE offers.
suite_version()
{
	suite_apt "$1" apt-cache show --no-all-versions "$2" |
		sed -n 's/^Version: //p;T;q'
}

# suite_download SUITE DIRECTORY PACKAGE... - the .deb files, nothing more.
suite_download()
{
	local suite=$1 into=$2

	shift 2
	mkdir -p "$into"
	(cd "$into" && suite_apt "$suite" apt-get -q download "$@") \
		>"$into/log" 2>&1 && return
	warn "cannot download from $suite: $*"
	tail -n 3 "$into/log" >&2
	return 1
}
