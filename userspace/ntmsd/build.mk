# SPDX-License-Identifier: GPL-2.0
#
# ntmsd, and the database that ntmsctl reads too, for ../Makefile.

SYSTEMDUNITDIR ?= $(PREFIX)/lib/systemd/system

STORE_SRC := $(wildcard ntmsd/store*.c)
STORE_OBJ := $(STORE_SRC:%.c=$(O)/%.o)
STORE_LIBS = $(shell $(PKG_CONFIG) --libs sqlite3)
DAEMON_SRC := $(filter-out $(STORE_SRC),$(wildcard ntmsd/*.c))
DAEMON_OBJ := $(DAEMON_SRC:%.c=$(O)/%.o)
DAEMON_CFLAGS = -DNTMS_TOOL_VERSION='"$(VERSION)"' \
	$(shell $(PKG_CONFIG) --cflags sqlite3 libcap libsystemd)
DAEMON_LIBS = $(STORE_LIBS) $(shell $(PKG_CONFIG) --libs libcap libsystemd) \
	$(LIB_LIBS)

all: daemon
daemon: $(O)/bin/ntmsd

$(O)/ntmsd/%.o: ntmsd/%.c $(O)/.flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE_CFLAGS) $(DAEMON_CFLAGS) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(O)/bin/ntmsd: $(DAEMON_OBJ) $(STORE_OBJ) $(LIB_A)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $(DAEMON_OBJ) $(STORE_OBJ) $(LIB_A) $(DAEMON_LIBS)

install: install-daemon
install-daemon: daemon
	$(INSTALL) -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(MANDIR)/man5 \
		$(DESTDIR)$(MANDIR)/man8 $(DESTDIR)$(COMPLETIONDIR) \
		$(DESTDIR)$(SYSTEMDUNITDIR)
	$(INSTALL) -m 755 $(O)/bin/ntmsd $(DESTDIR)$(SBINDIR)
	$(INSTALL) -m 644 ntmsd/ntmsd.8 $(DESTDIR)$(MANDIR)/man8
	$(INSTALL) -m 644 ntmsd/ntms-catalog.5 $(DESTDIR)$(MANDIR)/man5
	$(INSTALL) -m 644 ntmsd/ntmsd.bash $(DESTDIR)$(COMPLETIONDIR)/ntmsd
	sed -e 's|@SBINDIR@|$(SBINDIR)|' ntmsd/ntmsd.service.in \
		> $(DESTDIR)$(SYSTEMDUNITDIR)/ntmsd.service

# Its tests: the journal is a program that they are, and where it dies is said.
STORE_TESTS := $(O)/tests/test-store $(O)/tests/test-carry $(O)/tests/test-ahead
DAEMON_TESTS := $(O)/tests/bin/ntmsd $(STORE_TESTS)
DAEMON_TEST_OBJ := $(patsubst ntmsd/%.c,$(O)/tests/ntmsd/%.o, \
	$(filter-out ntmsd/device.c,$(DAEMON_SRC))) \
	$(O)/tests/ntmsd/journal.o $(O)/tests/ntmsd/faults.o
test-programs: $(DAEMON_TESTS)

$(O)/tests/ntmsd/%.o: ntmsd/%.c $(O)/.flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE_CFLAGS) $(DAEMON_CFLAGS) -DNTMSD_POINTS $(CPPFLAGS) \
		$(CFLAGS) -c -o $@ $<

$(O)/tests/ntmsd/%.o: ntmsd/tests/%.c $(O)/.flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE_CFLAGS) $(DAEMON_CFLAGS) -DNTMSD_POINTS -Intmsd -Itests \
		$(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(O)/tests/bin/ntmsd: $(DAEMON_TEST_OBJ) $(STORE_OBJ) $(LIB_A)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(DAEMON_LIBS)

# One that dies where it is told to, of the journal of a module: for guests.
daemon-mortal: $(O)/tests/bin/ntmsd-mortal
$(O)/tests/bin/ntmsd-mortal: $(filter-out %/journal.o,$(DAEMON_TEST_OBJ)) \
		$(O)/tests/ntmsd/device.o $(STORE_OBJ) $(LIB_A)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(DAEMON_LIBS)

$(STORE_TESTS): $(O)/tests/%: $(O)/tests/ntmsd/%.o $(O)/tests/ntmsd/faults.o \
		$(STORE_OBJ) $(LIB_A)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(DAEMON_LIBS)

-include $(DAEMON_OBJ:.o=.d) $(STORE_OBJ:.o=.d) \
	$(wildcard $(O)/tests/ntmsd/*.d)

.PHONY: daemon daemon-mortal install-daemon
