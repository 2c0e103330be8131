# SPDX-License-Identifier: GPL-2.0
#
# ntms-operator, for ../Makefile.

SYSTEMDUNITDIR ?= $(PREFIX)/lib/systemd/system

OPERATOR_SRC := $(wildcard ntms-operator/*.c)
OPERATOR_OBJ := $(OPERATOR_SRC:%.c=$(O)/%.o)
OPERATOR_CFLAGS = -DNTMS_TOOL_VERSION='"$(VERSION)"' \
	$(shell $(PKG_CONFIG) --cflags libmnl json-c)
OPERATOR_LIBS = $(shell $(PKG_CONFIG) --libs libmnl json-c)

all: operator
operator: $(O)/bin/ntms-operator

$(O)/ntms-operator/%.o: ntms-operator/%.c $(O)/.flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE_CFLAGS) $(OPERATOR_CFLAGS) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(O)/bin/ntms-operator: $(OPERATOR_OBJ) $(LIB_A)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $(OPERATOR_OBJ) $(LIB_A) $(OPERATOR_LIBS)

install: install-operator
install-operator: operator
	$(INSTALL) -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(MANDIR)/man8 \
		$(DESTDIR)$(COMPLETIONDIR) $(DESTDIR)$(SYSTEMDUNITDIR) \
		$(DESTDIR)$(INCLUDEDIR)/linux
	$(INSTALL) -m 644 ../uapi/linux/ntms_netlink.h $(DESTDIR)$(INCLUDEDIR)/linux
	$(INSTALL) -m 755 $(O)/bin/ntms-operator $(DESTDIR)$(SBINDIR)
	$(INSTALL) -m 644 ntms-operator/ntms-operator.8 $(DESTDIR)$(MANDIR)/man8
	$(INSTALL) -m 644 ntms-operator/ntms-operator.bash \
		$(DESTDIR)$(COMPLETIONDIR)/ntms-operator
	sed -e 's|@SBINDIR@|$(SBINDIR)|' ntms-operator/ntms-operator.service.in \
		> $(DESTDIR)$(SYSTEMDUNITDIR)/ntms-operator.service

# Its tests: the same objects, but the kernel is a program that they start.
OPERATOR_TEST := $(O)/tests/bin/ntms-operator
test-programs: $(OPERATOR_TEST)

$(O)/tests/operator/%.o: ntms-operator/tests/%.c $(O)/.flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE_CFLAGS) $(OPERATOR_CFLAGS) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(OPERATOR_TEST): $(OPERATOR_OBJ) $(O)/tests/operator/kernel.o $(LIB_A)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(shell $(PKG_CONFIG) --libs json-c libmnl)

.PHONY: operator install-operator

-include $(OPERATOR_OBJ:.o=.d) $(wildcard $(O)/tests/operator/*.d)
