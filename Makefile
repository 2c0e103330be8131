# SPDX-License-Identifier: GPL-2.0
#
# 'make help' says what there is. V=1 shows the commands.

VERSION := $(shell cat VERSION)
BUILD := $(or $(NTMS_BUILD),$(CURDIR)/build)
STOCK := 6.1 6.12 7.3

PREFIX ?= /usr/local
MANDIR ?= $(PREFIX)/share/man
DESTDIR ?=
KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
MODDIR ?= /lib/modules/$(KVER)/updates
UDEVDIR ?= /lib/udev/rules.d
INSTALL ?= install
export KDIR

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-8s%s\n'
MAKEFLAGS += --no-print-directory
endif
export V

.DEFAULT_GOAL := all

# A target's line of help is the comment behind its '##'.
.PHONY: help
help:			## this
	@awk 'BEGIN { FS = ":.*## " } \
		/^#@ / { printf "\n%s\n", substr($$0, 4) } \
		/^[a-z0-9%.-]+:.*## / { name = $$1; sub(/%/, "NAME", name); \
			printf "  make %-14s %s\n", name, $$2 }' Makefile
	@printf '\nV=1 shows the commands. KDIR=, DESTDIR= and PREFIX= are known.\n'
	@printf 'Kernels and downloads are kept in NTMS_CACHE (%s).\n' \
		"$${NTMS_CACHE:-$${XDG_CACHE_HOME:-~/.cache}/ntms}"

#@ To build and to install
.PHONY: all
all: modules userspace	## the modules for this machine's kernel, and user space

.PHONY: modules
modules:		## the modules for the running kernel, or for KDIR
	$(Q)if [ -e "$(KDIR)/Makefile" ]; then \
		printf '  MODULES %s\n' "$(KDIR)"; \
		tools/modules host; \
	else \
		echo "There are no headers of the kernel $(KVER) in $(KDIR):"; \
		echo "no modules were built. 'make setup' and 'make modules-6.1' build for"; \
		echo "a kernel that need not be installed."; \
	fi

modules-%: FORCE	## the modules for 6.1, 6.12, 7.3 or uml, from the cache
	$(say) MODULES "for $*"
	$(Q)tools/modules $*

.PHONY: userspace
userspace:		## libntms, ntmsctl, ntms-operator and ntmsd
	$(Q)$(MAKE) -C userspace O=$(BUILD)/userspace

.PHONY: install
install:		## what was built, under DESTDIR and PREFIX
	$(Q)$(MAKE) -C userspace O=$(BUILD)/userspace DESTDIR=$(DESTDIR) \
		PREFIX=$(PREFIX) MANDIR=$(MANDIR) install
	$(Q)set -e; if [ -e $(BUILD)/kernel-host/ntms.ko ]; then \
		$(INSTALL) -d $(DESTDIR)$(MODDIR); \
		$(INSTALL) -m 644 $(BUILD)/kernel-host/ntms.ko $(DESTDIR)$(MODDIR); \
		[ -n "$(DESTDIR)" ] || depmod $(KVER); \
	else \
		echo "the module was not built for $(KVER), and is not installed"; \
	fi
	$(Q)set -e; for page in Documentation/man/*.[1-9]; do \
		into=$(DESTDIR)$(MANDIR)/man$${page##*.}; \
		$(INSTALL) -d $$into; $(INSTALL) -m 644 $$page $$into; \
	done
	$(Q)$(INSTALL) -d $(DESTDIR)$(UDEVDIR)
	$(Q)$(INSTALL) -m 644 tools/60-ntms.rules $(DESTDIR)$(UDEVDIR)
	$(Q)[ -n "$(DESTDIR)" ] || ldconfig

.PHONY: uninstall
uninstall:		## takes away what install put there
	$(Q)tools/uninstall "$(DESTDIR)" "$(PREFIX)" "$(MODDIR)" \
		"$(UDEVDIR)" "$(MANDIR)"
	$(Q)[ -n "$(DESTDIR)" ] || { depmod $(KVER); ldconfig; }

.PHONY: clean
clean:			## build/; the cache with its kernels stays
	$(say) CLEAN build
	$(Q)rm -rf $(BUILD)

#@ To try it, in a virtual machine with a tape library
.PHONY: demo
demo:			## shows what it does, step by step
	$(Q)tools/demo

.PHONY: shell
shell:			## a prompt in the same machine, library and module there
	$(Q)tools/shell

#@ To test it
.PHONY: setup
setup:			## packages and kernels that the rest needs (once)
	$(Q)tools/setup

.PHONY: check
check:			## every test there is; sets itself up
	$(Q)tools/setup
	$(Q)tools/check

.PHONY: lint
lint:			## what can be said of the sources without running them
	$(Q)tools/setup
	$(Q)tools/lint

.PHONY: check-fast
check-fast:		## the fast lane alone: User-Mode Linux with sanitizers
	$(Q)tools/setup
	$(Q)tools/check "fast lane"

.PHONY: races
races:			## each race a thousand times, in the fast lane
	$(Q)tools/setup
	$(Q)NTMS_ROUNDS=1000 tools/check races

.PHONY: model
model:			## a million random calls beside a model; the journal's protocol
	$(Q)tools/setup
	$(Q)NTMS_ROUNDS=$(or $(NTMS_ROUNDS),1000000) tools/check model

.PHONY: fuzz
fuzz:			## ten minutes (FUZZ_SECONDS) of random programs of calls
	$(Q)tools/setup
	$(Q)FUZZ_SECONDS=$(or $(FUZZ_SECONDS),600) tools/check fuzz

.PHONY: kcsan
kcsan:			## histories and stress on a kernel that looks for data races
	$(Q)tools/setup
	$(Q)tools/check kcsan

.PHONY: history
history:		## a million calls of eight clients at once, explained by an order
	$(Q)tools/setup
	$(Q)NTMS_ROUNDS=$(or $(NTMS_ROUNDS),1000000) tools/check history

.PHONY: powercut
powercut:		## 500 power cuts, and 2000 deaths of ntmsd
	$(Q)tools/setup
	$(Q)NTMS_ROUNDS=$(or $(NTMS_ROUNDS),1000) tools/check powercut

.PHONY: deaths
deaths:			## ntmsd dies a thousand times, at each of its steps in turn
	$(Q)tools/setup
	$(Q)NTMS_ROUNDS=$(or $(NTMS_ROUNDS),1000) tools/check "deaths at each step"

.PHONY: soak
soak:			## an hour (SOAK_SECONDS) of everything at once, and a report
	$(Q)tools/setup
	$(Q)tools/soak

.PHONY: coverage
coverage:		## which lines and branches the fast lane's tests run
	$(Q)tools/setup
	$(Q)tools/coverage

.PHONY: bench
bench:			## measures, and compares with ch, mtx and SQLite
	$(Q)tools/setup
	$(Q)tools/bench

.PHONY: plots
plots:			## draws what 'make bench' measured, for the book
	$(Q)tools/setup
	$(Q)tools/plot

.PHONY: kernels
kernels:		## which kernels are in the cache
	$(Q)tools/kernels list

.PHONY: FORCE
FORCE:
