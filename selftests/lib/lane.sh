# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the lanes, which source this
#
# What the lanes have in common: how a command gets into the guest, and how
# its exit status comes out, whatever becomes of the guest. Sourced after
# tools/lib.sh.

# Statuses that no script of ours returns by itself.
LANE_DIED=125
LANE_TIMEOUT=124

LANE_SECONDS=300

# Emulated processors hang now and then while they boot: a guest that has not
# come to its script after so long does not come any more, and boots anew.
LANE_BOOT_SECONDS=240
LANE_BOOTS=3

LANE_MEMORY=2G
LANE_RESULTS=
LANE_INTERACTIVE=no
LANE_KERNEL_ARGS=()
LANE_QEMU_ARGS=()

# lane_options ARGUMENT... - reads the options that all lanes know and leaves
# how many arguments they were in LANE_SHIFT.
lane_options()
{
	local option

	OPTIND=1
	while getopts ':t:m:r:a:q:ih' option; do
		case $option in
		t) LANE_SECONDS=$OPTARG ;;
		m) LANE_MEMORY=$OPTARG ;;
		r) LANE_RESULTS=$OPTARG ;;
		a) LANE_KERNEL_ARGS+=("$OPTARG") ;;
		q) LANE_QEMU_ARGS+=("$OPTARG") ;;
		i) LANE_INTERACTIVE=yes ;;
		h) usage; exit 0 ;;
		*) usage >&2; exit 2 ;;
		esac
	done
	LANE_SHIFT=$((OPTIND - 1))
}

# lane_prepare KERNEL SCRIPT [ARGUMENT...] - the work directory that the guest
# reads its orders from: a script with the command and its environment.
lane_prepare()
{
	local kernel=$1 build=${NTMS_BUILD:-$NTMS_ROOT/build} script name lane

	shift
	script=$(command -v "$1") || die "$1: no such script, or not executable"
	script=$(readlink -f "$script")
	shift
	mkdir -p "$build/lanes"
	build=$(readlink -f "$build")
	LANE_WORK=$(mktemp -d "$build/lanes/$kernel.XXXXXX")
	if [[ -n $LANE_RESULTS ]]; then
		mkdir -p "$LANE_RESULTS"
		LANE_RESULTS=$(readlink -f "$LANE_RESULTS")
	else
		LANE_RESULTS=$LANE_WORK/results
		mkdir "$LANE_RESULTS"
	fi
	# A variant of a kernel is in the lane of that kernel.
	case $kernel in
	uml*) lane=uml ;;
	*) lane=vng ;;
	esac
	LANE_TOKEN=$(od -An -tx8 -N8 /dev/urandom | tr -d ' ')
	{
		printf 'export PATH=%q\n' \
			/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
		printf 'export %s=%q\n' \
			NTMS_ROOT "$NTMS_ROOT" NTMS_CACHE "$NTMS_CACHE" \
			NTMS_BUILD "$build" NTMS_LANE "$lane" \
			NTMS_KERNEL "$kernel" NTMS_RESULTS "$LANE_RESULTS" \
			NTMS_MODULES "$build/kernel-$kernel" \
			NTMS_WORK "$LANE_WORK" HOME /root LC_ALL C.UTF-8 \
			TERM "${TERM:-dumb}"
		# What the caller wants the script to know.
		for name in NTMS_ROUNDS NTMS_SEED ${NTMS_PASS:-}; do
			printf 'export %s=%q\n' "$name" "${!name-}"
		done
		printf 'ntms_token=%q\n' "$LANE_TOKEN"
		printf 'cd %q\n' "$NTMS_ROOT"
		printf 'ntms_command=('
		printf '%q ' "$script" "$@"
		printf ')\n'
	} >"$LANE_WORK/orders"
	LANE_LOG=$LANE_RESULTS/console.log
	trap 'rm -rf "$LANE_WORK"' EXIT
}

# lane_status - the script's status from the line that the guest left in the
# kernel's log; that line gets out even where nothing else does.
lane_status()
{
	sed -n "s/.*ntms-lane: $LANE_TOKEN status \([0-9]*\).*/\1/p" \
		"$LANE_LOG" | tail -n 1
}

# lane_started - whether the guest has come to its script
lane_started()
{
	grep -q 'ntms-lane: the script starts' "$LANE_LOG"
}

# lane_watch - ends a guest that does not come to its script in time.
lane_watch()
{
	local end=$((SECONDS + LANE_BOOT_SECONDS))

	until lane_started; do
		if ((SECONDS >= end)); then
			kill "$(<"$LANE_WORK/pid")"
			return
		fi
		sleep 1
	done
}

# lane_boot COMMAND... - runs the guest once; LANE_LOG has what it said, and
# the file 'exit' its status.
lane_boot()
{
	local limit=(timeout -k 10 "$LANE_SECONDS") watch

	# Who has the terminal is alone there; else all of the guest ends at once.
	[[ $LANE_INTERACTIVE == no ]] || limit=(timeout --foreground infinity)
	: >"$LANE_LOG"
	lane_watch >/dev/null &
	watch=$!
	# Through pipes, because QEMU truncates files that it is given; all of
	# them have been read to the end when this is over. Unbuffered: a guest
	# that has begun and then says little is not to be taken for one that has
	# not.
	{
		{
			{
				bash -c 'echo $$ >"$0"; exec "$@"' "$LANE_WORK/pid" \
					"${limit[@]}" "$@" 2>&3
				echo "$?" >"$LANE_WORK/exit"
			} | cat >&4
		} 3>&1 | sed -u 's/\r//g' >"$LANE_LOG"
	} 4>&1
	kill "$watch" 2>/dev/null
	wait "$watch"
}

# lane_run COMMAND... - runs the guest and exits with the script's status.
lane_run()
{
	local status said boots

	set +e
	for ((boots = 1; ; boots++)); do
		lane_boot "$@"
		if lane_started || ((boots == LANE_BOOTS)); then
			break
		fi
		warn "the guest did not come to its script; booting it anew"
		mv "$LANE_LOG" "$LANE_LOG.$boots"
	done
	status=$(<"$LANE_WORK/exit")
	set -e
	said=$(lane_status)
	if [[ -n $said ]]; then
		exit "$said"
	fi
	if [[ $status -eq 124 || $status -eq 137 ]]; then
		warn "the guest took more than $LANE_SECONDS s; its last words:"
		tail -n 20 "$LANE_LOG" >&2
		exit "$LANE_TIMEOUT"
	fi
	warn "the guest died (status $status); its last words:"
	tail -n 40 "$LANE_LOG" >&2
	exit "$LANE_DIED"
}
