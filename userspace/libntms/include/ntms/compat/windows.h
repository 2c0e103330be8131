/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * For source that includes <windows.h> before <ntmsapi.h>: add the directory of
 * this file to the include path. All that the published calls need of the former
 * is in the latter.
 */
#include "../../ntmsapi.h"
