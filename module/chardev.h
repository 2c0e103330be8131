/* SPDX-License-Identifier: GPL-2.0 */
/* /dev/ntms: where all changes that people want come in. */
#ifndef NTMS_CHARDEV_H
#define NTMS_CHARDEV_H

struct ntms_catalog;

int ntms_chardev_init(struct ntms_catalog *cat);
void ntms_chardev_exit(void);

#endif /* NTMS_CHARDEV_H */
