/* SPDX-License-Identifier: GPL-2.0 */
/* /dev/ntms: where all changes that people want come in. */
#ifndef NTMS_CHARDEV_H
#define NTMS_CHARDEV_H

struct file;
struct ntms_catalog;
struct ntms_journal_attach;

/* The edge that programs attach to */
typedef struct file *(*ntms_attach_t)(struct ntms_journal_attach *call);

int ntms_chardev_init(struct ntms_catalog *cat, ntms_attach_t attach);
void ntms_chardev_exit(void);

#endif /* NTMS_CHARDEV_H */
