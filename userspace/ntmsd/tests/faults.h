/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A disk that fails when it is told to: NTMS_TEST_FAULTS names a file, and what
 * it says happens to whatever is written. "full" or "error"; "small": no file may
 * become large; "sync": syncing fails; "unread 8192": the page there cannot be read;
 * without the file all is well.
 */
#ifndef NTMSD_TESTS_FAULTS_H
#define NTMSD_TESTS_FAULTS_H

/* How often SQLite read something */
extern unsigned int reads;

/* Die by SIGKILL at the point that NTMS_TEST_POINT names. */
void device_point(const char *name);

#endif /* NTMSD_TESTS_FAULTS_H */
