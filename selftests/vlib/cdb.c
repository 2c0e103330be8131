// SPDX-License-Identifier: GPL-2.0
/*
 * Sends SCSI commands, and says in one line what came of it.
 *
 * Usage: cdb SG-NODE none BYTE...
 *	  cdb SG-NODE in LENGTH BYTE...
 *	  cdb SG-NODE out DATA BYTE...
 *	  cdb SG-NODE bulk TYPE [ROUNDS]
 * BYTEs and DATA are hexadecimal. The line is "good", or the data that came as
 * hexadecimal digits; or sense key, code and qualifier as in 5/24/00, followed
 * by the data if there was any; or "status NN", or "host NN". The exit status
 * is 0 in all these cases.
 *
 * bulk reads the status of all elements of a type with one command, and says
 * how many bytes and elements came, and how long the fastest round took.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <scsi/sg.h>

#define DATA_MAX	(6u << 20)
#define CDB_MAX		16
#define TIMEOUT_MS	60000

struct command {
	uint8_t cdb[CDB_MAX];
	unsigned int cdb_len;
	int direction;
	uint8_t *data;
	unsigned int length;
	unsigned int got;
	uint8_t sense[32];
	unsigned int timeout;
};

static int usage(void)
{
	fputs("usage: cdb SG-NODE none|in LENGTH|out DATA BYTE...\n"
	      "       cdb SG-NODE bulk TYPE [ROUNDS]\n", stderr);
	return 2;
}

static unsigned int number(const char *text, int base)
{
	char *end;
	unsigned long n = strtoul(text, &end, base);

	if (end == text || *end || n > DATA_MAX) {
		fprintf(stderr, "cdb: %s: not a number\n", text);
		exit(2);
	}
	return (unsigned int)n;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Returns 0 and what happened in *io, or -1. */
static int send_command(int fd, struct command *c, struct sg_io_hdr *io)
{
	*io = (struct sg_io_hdr){
		.interface_id = 'S',
		.dxfer_direction = c->direction,
		.cmd_len = (unsigned char)c->cdb_len,
		.mx_sb_len = sizeof(c->sense),
		.dxfer_len = c->length,
		.dxferp = c->data,
		.cmdp = c->cdb,
		.sbp = c->sense,
		.timeout = c->timeout,
	};
	if (ioctl(fd, SG_IO, io)) {
		printf("errno %s\n", strerror(errno));
		return -1;
	}
	if (c->direction == SG_DXFER_FROM_DEV && io->resid >= 0 &&
	    (unsigned int)io->resid <= c->length)
		c->got = c->length - (unsigned int)io->resid;
	return 0;
}

static void print_data(const struct command *c)
{
	for (unsigned int i = 0; i < c->got; i++)
		printf("%02x", c->data[i]);
}

static void print_result(const struct command *c, const struct sg_io_hdr *io)
{
	if (io->host_status) {
		printf("host %02x\n", io->host_status);
	} else if (io->status == 2 && io->sb_len_wr >= 14) {
		printf("%x/%02x/%02x", c->sense[2] & 0xfu, c->sense[12],
		       c->sense[13]);
		/* FILEMARK, EOM, ILI and the information field */
		if (c->sense[2] & 0xe0u)
			printf(" flags=%02x", c->sense[2] & 0xe0u);
		if (c->sense[0] & 0x80u)
			printf(" info=%02x%02x%02x%02x", c->sense[3],
			       c->sense[4], c->sense[5], c->sense[6]);
		if (c->got) {
			putchar(' ');
			print_data(c);
		}
		putchar('\n');
	} else if (io->status) {
		printf("status %02x\n", io->status);
	} else if (c->direction == SG_DXFER_FROM_DEV) {
		print_data(c);
		putchar('\n');
	} else {
		puts("good");
	}
}

static void read_hex(const char *text, struct command *c)
{
	size_t n = strlen(text) / 2;

	if (n > DATA_MAX || strlen(text) % 2)
		exit(usage());
	for (size_t i = 0; i < n; i++) {
		char digits[3] = { text[2 * i], text[2 * i + 1] };

		c->data[i] = (uint8_t)number(digits, 16);
	}
	c->length = (unsigned int)n;
}

static int one(int fd, struct command *c, int argc, char **argv)
{
	struct sg_io_hdr io;

	if (argc < 6 || argc > CDB_MAX)
		return usage();
	for (int i = 0; i < argc; i++)
		c->cdb[i] = (uint8_t)number(argv[i], 16);
	c->cdb_len = (unsigned int)argc;
	if (!send_command(fd, c, &io))
		print_result(c, &io);
	return 0;
}

static int bulk(int fd, struct command *c, unsigned int type,
		unsigned int rounds)
{
	const uint8_t cdb[12] = { 0xb8, (uint8_t)(0x10 | type), 0, 0, 0xff,
				  0xff, 0, (DATA_MAX >> 16) & 0xff,
				  (DATA_MAX >> 8) & 0xff, DATA_MAX & 0xff };
	struct sg_io_hdr io;
	double best = 0;

	memcpy(c->cdb, cdb, sizeof(cdb));
	c->cdb_len = sizeof(cdb);
	c->direction = SG_DXFER_FROM_DEV;
	c->length = DATA_MAX;
	while (rounds--) {
		double start = now(), took;

		if (send_command(fd, c, &io))
			return 1;
		if ((io.info & SG_INFO_OK_MASK) != SG_INFO_OK) {
			print_result(c, &io);
			return 1;
		}
		took = now() - start;
		if (best == 0 || took < best)
			best = took;
	}
	printf("elements=%u bytes=%u microseconds=%.0f\n",
	       (unsigned int)c->data[2] << 8 | c->data[3], c->got, best);
	return 0;
}

static int run(int fd, struct command *c, int argc, char **argv)
{
	const char *what = argv[2];

	if (!strcmp(what, "bulk"))
		return bulk(fd, c, number(argv[3], 0),
			    argc > 4 ? number(argv[4], 0) : 1);
	if (!strcmp(what, "none")) {
		c->direction = SG_DXFER_NONE;
		return one(fd, c, argc - 3, argv + 3);
	}
	if (!strcmp(what, "in")) {
		c->direction = SG_DXFER_FROM_DEV;
		c->length = number(argv[3], 0);
		return one(fd, c, argc - 4, argv + 4);
	}
	if (!strcmp(what, "out")) {
		c->direction = SG_DXFER_TO_DEV;
		read_hex(argv[3], c);
		return one(fd, c, argc - 4, argv + 4);
	}
	return usage();
}

int main(int argc, char **argv)
{
	const char *timeout = getenv("CDB_TIMEOUT_MS");
	struct command c = { .timeout = TIMEOUT_MS };
	int fd, status;

	if (argc < 4)
		return usage();
	if (timeout)
		c.timeout = number(timeout, 10);
	fd = open(argv[1], O_RDWR);
	if (fd < 0) {
		printf("errno %s\n", strerror(errno));
		return 0;
	}
	c.data = calloc(1, DATA_MAX);
	if (!c.data)
		return 1;
	status = run(fd, &c, argc, argv);
	free(c.data);
	return status;
}
