/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SCSI devices come and go.
 */
#ifndef NTMS_INTF_H
#define NTMS_INTF_H

struct ntms_catalog;

int ntms_intf_init(struct ntms_catalog *cat);
void ntms_intf_exit(void);

#endif /* NTMS_INTF_H */
