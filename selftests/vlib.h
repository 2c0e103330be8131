/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A virtual library of one's own, by way of configfs, for as long as a test
 * takes. What the attributes mean is the virtual library's to say.
 *
 * Functions return 0 or a negative errno, and say on stderr what failed.
 */
#ifndef NTMS_SELFTESTS_VLIB_H
#define NTMS_SELFTESTS_VLIB_H

#include <stdbool.h>

#define VLIB_ROOT	"/sys/kernel/config/ntms_vlib"

/* A name is this and the number of the process that made it. */
#define VLIB_PREFIX	"kselftest-"

/**
 * struct vlib - a virtual library
 * @path: its directory
 */
struct vlib {
	char path[128];
};

/* Makes the @number'th library of this process; it is off, and empty. */
int vlib_make(struct vlib *lib, unsigned int number);
/* Turns it off and removes it. */
int vlib_drop(struct vlib *lib);
/* Removes whatever tests that died left behind. */
int vlib_sweep(void);

/* Writes an attribute. vlib_try() is silent if that fails. */
__attribute__((format(printf, 3, 4)))
int vlib_set(const struct vlib *lib, const char *attribute, const char *format,
	     ...);
__attribute__((format(printf, 3, 4)))
int vlib_try(const struct vlib *lib, const char *attribute, const char *format,
	     ...);
/* Reads an attribute, or gives NULL; the caller frees it. */
char *vlib_get(const struct vlib *lib, const char *attribute);

static inline int vlib_live(const struct vlib *lib, bool on)
{
	return vlib_set(lib, "live", "%d", on);
}

#endif /* NTMS_SELFTESTS_VLIB_H */
