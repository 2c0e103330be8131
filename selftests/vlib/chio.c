// SPDX-License-Identifier: GPL-2.0
/*
 * Asks and orders a changer about through the ioctls of ch.
 *
 * Usage: chio NODE params
 *	  chio NODE status TYPE
 *	  chio NODE element TYPE N
 *	  chio NODE move TYPE N TYPE N [invert]
 *	  chio NODE exchange TYPE N TYPE N TYPE N [invert1|invert2]
 *	  chio NODE position TYPE N
 *	  chio NODE init
 * TYPE is transport, slot, port or drive. A call that fails is answered with
 * the name of the error on standard output and status 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <linux/chio.h>

static const char *const types[] = { "transport", "slot", "port", "drive" };

static int usage(void)
{
	fputs("usage: chio NODE COMMAND [ARGUMENT...]\n", stderr);
	return 2;
}

static int failed(void)
{
	const char *name = strerrorname_np(errno);

	puts(name ? name : "unknown error");
	return 1;
}

static int type_of(const char *name)
{
	for (int i = 0; i < 4; i++) {
		if (!strcmp(types[i], name))
			return i;
	}
	fprintf(stderr, "chio: %s: no such type\n", name);
	exit(2);
}

static int number(const char *text)
{
	char *end;
	long n = strtol(text, &end, 0);

	if (*end || end == text || n < 0 || n > 65535) {
		fprintf(stderr, "chio: %s: not a number\n", text);
		exit(2);
	}
	return (int)n;
}

static int params(int fd)
{
	struct changer_params p;

	if (ioctl(fd, CHIOGPARAMS, &p))
		return failed();
	printf("transports=%d slots=%d ports=%d drives=%d\n", p.cp_npickers,
	       p.cp_nslots, p.cp_nportals, p.cp_ndrives);
	return 0;
}

static int status(int fd, int type)
{
	struct changer_params p;
	struct changer_element_status s;
	int counts[4], err;

	if (ioctl(fd, CHIOGPARAMS, &p))
		return failed();
	counts[CHET_MT] = p.cp_npickers;
	counts[CHET_ST] = p.cp_nslots;
	counts[CHET_IE] = p.cp_nportals;
	counts[CHET_DT] = p.cp_ndrives;
	s.ces_type = type;
	s.ces_data = calloc((size_t)counts[type] + 1, 1);
	if (!s.ces_data)
		return failed();
	err = ioctl(fd, CHIOGSTATUS, &s);
	for (int i = 0; !err && i < counts[type]; i++)
		printf("%s%02x", i ? " " : "", s.ces_data[i]);
	if (!err)
		putchar('\n');
	free(s.ces_data);
	return err ? failed() : 0;
}

static void print_tag(const char *name, const char *tag)
{
	size_t n = strnlen(tag, 32);

	while (n && tag[n - 1] == ' ')
		n--;
	if (n)
		printf(" %s=%.*s", name, (int)n, tag);
}

static int element(int fd, int type, int unit)
{
	struct changer_get_element e = { .cge_type = type, .cge_unit = unit };

	if (ioctl(fd, CHIOGELEM, &e))
		return failed();
	printf("status=%02x", (unsigned int)e.cge_status);
	if (e.cge_flags & CGE_SRC)
		printf(" source=%s:%d", types[e.cge_srctype], e.cge_srcunit);
	if (e.cge_flags & CGE_INVERT)
		printf(" inverted");
	if (e.cge_flags & CGE_IDLUN)
		printf(" id=%d lun=%d", e.cge_id, e.cge_lun);
	if (e.cge_flags & CGE_PVOLTAG)
		print_tag("barcode", (const char *)e.cge_pvoltag);
	if (e.cge_flags & CGE_AVOLTAG)
		print_tag("alt", (const char *)e.cge_avoltag);
	putchar('\n');
	return 0;
}

static int act(int fd, int argc, char **argv)
{
	const char *what = argv[0];

	if (!strcmp(what, "init") && argc == 1)
		return ioctl(fd, CHIOINITELEM) ? failed() : 0;
	if (!strcmp(what, "position") && argc == 3) {
		struct changer_position p = {
			.cp_type = type_of(argv[1]),
			.cp_unit = number(argv[2]),
		};

		return ioctl(fd, CHIOPOSITION, &p) ? failed() : 0;
	}
	if (!strcmp(what, "move") && (argc == 5 || argc == 6)) {
		struct changer_move m = {
			.cm_fromtype = type_of(argv[1]),
			.cm_fromunit = number(argv[2]),
			.cm_totype = type_of(argv[3]),
			.cm_tounit = number(argv[4]),
			.cm_flags = argc == 6 ? CM_INVERT : 0,
		};

		return ioctl(fd, CHIOMOVE, &m) ? failed() : 0;
	}
	if (!strcmp(what, "exchange") && (argc == 7 || argc == 8)) {
		struct changer_exchange x = {
			.ce_srctype = type_of(argv[1]),
			.ce_srcunit = number(argv[2]),
			.ce_fdsttype = type_of(argv[3]),
			.ce_fdstunit = number(argv[4]),
			.ce_sdsttype = type_of(argv[5]),
			.ce_sdstunit = number(argv[6]),
		};

		if (argc == 8)
			x.ce_flags = strcmp(argv[7], "invert2") ? CE_INVERT1 :
								 CE_INVERT2;
		return ioctl(fd, CHIOEXCHANGE, &x) ? failed() : 0;
	}
	return usage();
}

int main(int argc, char **argv)
{
	int fd;

	if (argc < 3)
		return usage();
	fd = open(argv[1], O_RDWR);
	if (fd < 0)
		return failed();
	if (!strcmp(argv[2], "params"))
		return params(fd);
	if (!strcmp(argv[2], "status") && argc == 4)
		return status(fd, type_of(argv[3]));
	if (!strcmp(argv[2], "element") && argc == 5)
		return element(fd, type_of(argv[3]), number(argv[4]));
	return act(fd, argc - 2, argv + 2);
}
