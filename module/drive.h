/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which SCSI device is in which drive of a library.
 */
#ifndef NTMS_DRIVE_H
#define NTMS_DRIVE_H

#include <scsi/scsi_device.h>

#include "core/reconcile.h"

struct ntms_candidate;

/*
 * Candidates: devices that could be in a drive. @sdev must stay referenced
 * until the candidate is removed.
 */
bool ntms_drive_is_candidate(const struct scsi_device *sdev);
struct ntms_candidate *ntms_drive_add(struct scsi_device *sdev);
void ntms_drive_remove(struct ntms_candidate *candidate);

int ntms_drive_match(struct ntms_catalog *cat, const guid_t *library,
		     struct scsi_device *changer,
		     const struct ntms_smc_ident *idents, u32 nr,
		     struct ntms_drive_facts *facts);

/* What any device says about itself, as the catalog wants it */
void ntms_device_fill(struct scsi_device *sdev, struct ntms_device *device);
void ntms_device_identity(struct scsi_device *sdev, char *identity,
			  size_t size);

#endif /* NTMS_DRIVE_H */
