/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A changer: found, looked at, kept in view, and lost.
 */
#ifndef NTMS_CHANGER_H
#define NTMS_CHANGER_H

#include <scsi/scsi_device.h>

#include "core/reconcile.h"

struct ntms_changer;

int ntms_changers_init(void);
void ntms_changers_exit(void);
void ntms_changers_rematch(void);

struct ntms_changer *ntms_changer_start(struct ntms_catalog *cat,
					struct scsi_device *sdev);
void ntms_changer_stop(struct ntms_changer *changer);

#endif /* NTMS_CHANGER_H */
