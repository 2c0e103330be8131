# SPDX-License-Identifier: GPL-2.0
#
# 'make help' says what there is. V=1 shows the commands.

VERSION := $(shell cat VERSION)
BUILD := $(CURDIR)/build

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-8s%s\n'
MAKEFLAGS += --no-print-directory -s
endif

STOCK := 6.1 6.12 7.3

.DEFAULT_GOAL := all

.PHONY: all
all: modules userspace

.PHONY: modules
modules:
	$(say) MODULES "for the running kernel"
	$(Q)tools/modules host

modules-%: FORCE
	$(say) MODULES "for $*"
	$(Q)tools/modules $*

.PHONY: userspace
userspace:
	$(say) USER "build/userspace"
	$(Q)$(MAKE) -C userspace O=$(BUILD)/userspace

.PHONY: clean
clean:
	$(say) CLEAN build
	$(Q)rm -rf $(BUILD)

.PHONY: FORCE
FORCE:
