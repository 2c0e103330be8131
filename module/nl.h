/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink: where all news goes out. */
#ifndef NTMS_NL_H
#define NTMS_NL_H

struct ntms_catalog;

int ntms_nl_init(struct ntms_catalog *cat);
void ntms_nl_exit(void);

#endif /* NTMS_NL_H */
