#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What libntms promises beside what its calls do: symbols, headers in every
# language and width, an installed tree that programs can be built with, the
# examples, the man pages. Prints TAP.
#
# usage: library.sh DIRECTORY-OF-THE-SANITIZED-BUILD CC CXX
set -euo pipefail

build=$1 cc=$2 cxx=$3
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0 failures=0

# ok WHAT COMMAND... - passes if COMMAND succeeds; shows what it says if not.
ok()
{
	local what=$1

	shift
	count=$((count + 1))
	if "$@" >"$work/out" 2>&1; then
		echo "ok $count - $what"
	else
		echo "not ok $count - $what"
		sed 's/^/# /' "$work/out" | head -40
		failures=$((failures + 1))
	fi
}

same()
{
	diff -u "$1" "$2"
}

contains()
{
	grep -F -- "$2" "$1" || { cat "$1"; return 1; }
}

# Functions that the headers declare and do not define.
declared()
{
	sed -e 's/__attribute__((.*))//' "$top"/libntms/include/ntmsapi.h \
		"$top"/libntms/include/ntms/libntms.h |
		awk '/^static inline/ { skip = 1 }
		     skip && /^}/ { skip = 0; next }
		     /^[ \t]*\/?\*/ || /^#/ || skip { next }
		     { print }' |
		tr '\n' ' ' | tr ';' '\n' |
		sed -nE 's/.*\b((ntms_|Ntms|(Open|Close|Create|Add|Change|MoveTo|Allocate|Deallocate|Set|Decommission|Swap|Submit|WaitFor|Satisfy|Cancel|Delete|Enumerate|Get|Enable|Disable|Inventory)Ntms)[A-Za-z0-9_]*)\(.*/\1/p' |
		sort -u
}

test_symbols()
{
	local version

	nm -D --defined-only "$build/libntms.so.1" |
		awk '$2 ~ /[TDBR]/ { print $3 }' | sed 's/@.*//' |
		sort -u >"$work/exported"
	sed -nE '/global:/,/local:/s/^\t([A-Za-z0-9_]+);$/\1/p' \
		"$top/libntms/libntms.map" | sort -u >"$work/map"
	declared >"$work/declared"
	ok "the map has what the headers declare" same "$work/declared" "$work/map"
	ok "the shared library exports that and nothing else" \
		same "$work/map" "$work/exported"
	# What a version has, it has for ever: programs were linked with it.
	for version in 1.0 1.1; do
		nm -D --defined-only --with-symbol-versions "$build/libntms.so.1" |
			sed -n "s/^.* T \(.*\)@@LIBNTMS_${version/./\\.}\$/\1/p" |
			sort -u >"$work/versioned"
		cat "$work/versioned" >>"$work/all"
		grep -v '^#' "$here/symbols-$version.txt" >"$work/always"
		ok "what has the version LIBNTMS_$version is what always had it" \
			same "$work/always" "$work/versioned"
	done
	sort -u -o "$work/all" "$work/all"
	ok "all of it has a version" same "$work/all" "$work/exported"
	ok "the soname is libntms.so.1" test -n \
		"$(readelf -d "$build/libntms.so.1" | grep 'SONAME.*\[libntms.so.1\]')"
	nm -u "$build/libntms.a" | awk '{ print $2 }' | sort -u >"$work/undefined"
	ok "nothing in it prints or ends the program" test -z \
		"$(grep -xE 'v?[fds]?n?printf|f?puts|f?putc|putchar|perror|v?syslog|v?(err|warn)x?|error|_?exit|_Exit|abort|raise|__assert_fail' "$work/undefined")"
}

test_headers()
{
	local compiler standard define source wide
	local common="-Wall -Wextra -Wpedantic -Wconversion -Werror -fsyntax-only
		-I$top/../uapi -I$top/libntms/include"
	# Words are split on purpose.
	# shellcheck disable=SC2086
	for compiler in "$cc" clang; do
		for standard in c11 gnu17; do
			for define in -DNARROW -DUNICODE "-DUNICODE -fshort-wchar"; do
				ok "headers: $compiler, $standard, $define" \
					$compiler -std=$standard $define $common \
					"$here/test-abi.c"
			done
		done
	done
	# shellcheck disable=SC2086
	for compiler in "$cxx" clang++; do
		for standard in c++11 c++17 c++20; do
			for define in -DNARROW -DUNICODE "-DUNICODE -fshort-wchar"; do
				ok "headers: $compiler, $standard, $define" \
					$compiler -std=$standard $define $common \
					-x c++ "$here/test-abi.c"
			done
		done
	done
	# shellcheck disable=SC2086
	for source in "-x c" "-x c++"; do
		wide=${source/-x c++/-std=c++11}
		wide=${wide/-x c/-std=c11}
		ok "headers in the other order, by way of windows.h: $wide" \
			"$cc" $source $wide $common \
			-I"$top/libntms/include/ntms/compat" \
			"$here/test-abi-order.c"
	done
	# A wide literal where a 16-bit one is wanted must be noticed.
	printf '#include <ntmsapi.h>\nHANDLE f(void);\nHANDLE f(void)\n{\n\treturn OpenNtmsSessionW(L"", 0, 0);\n}\n' \
		>"$work/wide.c"
	# shellcheck disable=SC2086
	ok "a literal of 32-bit characters is refused" \
		bash -c "! '$cc' -std=c11 ${common//$'\n'/ } '$work/wide.c'"
}

# 32 bit without a 32-bit libc: the headers are all that is needed, and of
# those only one is not there, which lists what a libc does not have.
test_32bit()
{
	local machine

	machine=$("$cc" -dumpmachine)
	if [[ $machine != x86_64-* ]]; then
		count=$((count + 1))
		echo "ok $count - headers on 32 bit # SKIP only known how on x86-64"
		return
	fi
	mkdir -p "$work/32/gnu"
	: >"$work/32/gnu/stubs-32.h"
	ok "headers on 32 bit" "$cc" -m32 -std=c11 -Wall -Wextra -Werror \
		-fsyntax-only -I"$top/../uapi" -I"$top/libntms/include" \
		-I"$work/32" -isystem "/usr/include/$("$cc" -print-multiarch)" \
		-isystem /usr/include/x86_64-linux-gnu "$here/test-abi.c"
}

test_install()
{
	local root=$work/root flags code=0

	ok "make install" make -s -C "$top" O="$work/plain" CC="$cc" CXX="$cxx" \
		CFLAGS=-O1 DESTDIR="$root" PREFIX=/usr MAKEFLAGS= install
	ok "the tree has everything" ls "$root/usr/lib/libntms.so.1" \
		"$root/usr/lib/libntms.so" "$root/usr/lib/libntms.a" \
		"$root/usr/lib/pkgconfig/libntms.pc" "$root/usr/sbin/ntmsctl" \
		"$root/usr/include/ntmsapi.h" "$root/usr/include/ntms/libntms.h" \
		"$root/usr/include/ntmsapi-objects.h" \
		"$root/usr/include/ntms/compat/windows.h" \
		"$root/usr/include/linux/ntms.h" \
		"$root/usr/share/man/man8/ntmsctl.8" \
		"$root/usr/share/man/man3/libntms.3" \
		"$root/usr/share/man/man3/ntmsapi.3" \
		"$root/usr/share/bash-completion/completions/ntmsctl"
	flags=$(PKG_CONFIG_PATH=$root/usr/lib/pkgconfig \
		PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 \
		PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
		pkg-config --cflags --libs libntms)
	# shellcheck disable=SC2086
	ok "a program is built with pkg-config" "$cc" -o "$work/published" \
		"$top/../examples/published.c" $flags
	# The null GUID is no pool, so that this is harmless with the module too.
	LD_LIBRARY_PATH=$root/usr/lib "$work/published" \
		00000000-0000-0000-0000-000000000000 >"$work/published.out" 2>&1 ||
		code=$?
	ok "it runs with the shared library, and says why it cannot go on" \
		contains "$work/published.out" "error "
	ok "and fails" test $code = 1
	ok "the tool does not need the shared library" test -z \
		"$(ldd "$root/usr/sbin/ntmsctl" | grep libntms)"
}

test_examples()
{
	local name pool

	export NTMS_FAKE=$work/catalog
	"$build/tests/fake-reset" typical
	pool=$("$build/tests/bin/ntmsctl" pool show backup --json |
		sed -n 's/^ *"id": *"\([0-9a-f-]\{36\}\)".*/\1/p' | head -n 1)
	for name in published published-wide published-cxx; do
		"$build/tests/fake-reset" typical
		"$build/tests/example-$name" "$pool" >"$work/example" 2>&1 || true
		ok "example $name allocates and gives back" \
			contains "$work/example" "Gave it back."
		"$build/tests/fake-reset" show >"$work/shown"
		ok "and was known by its name" \
			contains "$work/shown" "application=published example"
	done
	"$build/tests/fake-reset" typical open=2
	"$build/tests/example-published" "$pool" >"$work/example" 2>&1 || true
	ok "without the module it says so" \
		contains "$work/example" "error 2250: the ntms module is not loaded"
	"$build/tests/fake-reset" typical
	ok "its usage is checked" \
		bash -c "! '$build/tests/example-published' nonsense"
	"$build/tests/example-native" unrecognized/LTO_Ultrium \
		>"$work/example" 2>&1 || true
	ok "the native example cannot find a path with the wrong case" \
		contains "$work/example" INVALID_MEDIA_POOL
	"$build/tests/example-native" Unrecognized/LTO_Ultrium \
		>"$work/example" 2>&1 || true
	ok "it lists cartridges" contains "$work/example" A00002L3
	"$build/tests/example-native" backup >"$work/example" 2>&1 || true
	ok "and allocates" contains "$work/example" "LMID "
	test_event_loop
	unset NTMS_FAKE
}

# Two allocations wait in one thread: one is refused, and one is served by a
# cartridge that comes to its pool.
test_event_loop()
{
	local ctl=$build/tests/bin/ntmsctl tries=0 run id

	"$build/tests/fake-reset" typical waits
	"$build/tests/example-eventloop" archive/daily archive/daily backup \
		>"$work/example" 2>&1 &
	run=$!
	until [[ $("$ctl" request list --json | grep -c '"of_call": *true') -eq 2 ]]; do
		sleep 0.05
		((++tries < 600)) || break
	done
	ok "two allocations wait in one thread" test "$tries" -lt 600
	id=$("$ctl" request list --json |
		sed -n 's/^ *"id": *"\(11[0-9a-f]*\)-.*/\1/p' | head -n 1)
	"$ctl" request refuse "$id" "not today" >/dev/null
	"$ctl" media move A00003L3 archive/daily >/dev/null
	wait "$run" || true
	ok "it hears of a refusal, and why" contains "$work/example" \
		"wait was ended: not today"
	ok "and of a cartridge" contains "$work/example" \
		"archive/daily: LMID "
	ok "what is there is had at once" contains "$work/example" \
		"backup: LMID "
}

test_man()
{
	local page name

	for page in libntms/libntms.3 libntms/ntmsapi.3 ntmsctl/ntmsctl.8; do
		ok "$page is clean" bash -c \
			"test -z \"\$(mandoc -T lint -W warning '$top/$page' | tee /dev/stderr)\""
	done
	mandoc -T ascii "$top/libntms/libntms.3" "$top/libntms/ntmsapi.3" |
		sed 's/.\x08//g' >"$work/man"
	while read -r name; do
		# Macros give the published names.
		name=${name/NtmsGetLastError/GetLastError}
		name=${name/NtmsSetLastError/SetLastError}
		ok "the man pages have $name" contains "$work/man" "$name"
	done <"$work/map"
}

test_symbols
test_headers
test_32bit
test_install
test_examples
test_man
echo "1..$count"
((failures == 0))
