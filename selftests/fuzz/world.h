/* SPDX-License-Identifier: GPL-2.0 */
/* The libraries, for who has his hands in them */
#ifndef NTMS_SELFTESTS_FUZZ_WORLD_H
#define NTMS_SELFTESTS_FUZZ_WORLD_H

#include "scene.h"

extern struct scene wild, tame, own;

#endif /* NTMS_SELFTESTS_FUZZ_WORLD_H */
