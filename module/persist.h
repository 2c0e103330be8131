/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program attaches to the journal.
 */
#ifndef NTMS_PERSIST_H
#define NTMS_PERSIST_H

struct file;
struct ntms_catalog;
struct ntms_journal_attach;

void ntms_persist_init(struct ntms_catalog *cat, void (*live)(void));
struct file *ntms_persist_attach(struct ntms_journal_attach *call);

#endif /* NTMS_PERSIST_H */
