/* SPDX-License-Identifier: GPL-2.0 */
/* A warning of the core's is a failure of its tests. */
#ifndef NTMS_SHIM_BUG_H
#define NTMS_SHIM_BUG_H

#include <stdio.h>
#include <stdlib.h>

#define WARN(condition, ...) ({						\
	int shim_warn = !!(condition);					\
									\
	if (shim_warn) {						\
		fprintf(stderr, "%s:%d: warning: ", __FILE__, __LINE__); \
		fprintf(stderr, __VA_ARGS__);				\
		abort();						\
	}								\
	shim_warn; })
#define WARN_ONCE(condition, ...)	WARN(condition, __VA_ARGS__)
#define WARN_ON(condition)		WARN(condition, "%s\n", #condition)
#define WARN_ON_ONCE(condition)		WARN_ON(condition)

#define BUILD_BUG_ON(condition)						\
	_Static_assert(!(condition), #condition)

#endif /* NTMS_SHIM_BUG_H */
