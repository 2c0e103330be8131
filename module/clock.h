/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_CLOCK_H
#define NTMS_CLOCK_H

struct ntms_catalog;

void ntms_clock_init(struct ntms_catalog *cat);
void ntms_clock_exit(void);

#endif /* NTMS_CLOCK_H */
