// SPDX-License-Identifier: GPL-2.0
/*
 * The published header before the native one, by way of <windows.h>; that it
 * compiles is the test.
 */
#include <windows.h>
#include <tchar.h>
#include <ntmsapi.h>

#include <ntms/libntms.h>

DWORD options(void);

DWORD options(void)
{
	const TCHAR *name = _T("x");

	return name[0] ? NTMS_ALLOCATE_NEW : NTMS_ALLOCATE_NEXT;
}
