// SPDX-License-Identifier: GPL-2.0
/*
 * A program in the style of the published pages of Removable Storage Manager:
 * it allocates a medium from a pool, says where it came from, and gives it back.
 *
 *	cc published.c $(pkg-config --cflags --libs libntms) -o published
 *	./published 0c000012-0000-0000-8000-000000000001
 *
 * The GUID of a pool is in "ntmsctl pool show NAME". Compiles as C and as C++,
 * with and without UNICODE, and with no change for Linux but the header's name.
 */
#include <ntmsapi.h>

#include <stdio.h>
#include <string.h>

/* dddddddd-dddd-dddd-dddd-dddddddddddd */
static BOOL ParseGuid(const char *text, NTMS_GUID *guid)
{
	unsigned int d[11];
	int i, end = 0;

	if (sscanf(text, "%8x-%4x-%4x-%2x%2x-%2x%2x%2x%2x%2x%2x%n", &d[0], &d[1],
		   &d[2], &d[3], &d[4], &d[5], &d[6], &d[7], &d[8], &d[9],
		   &d[10], &end) != 11 || text[end])
		return FALSE;
	guid->Data1 = d[0];
	guid->Data2 = (WORD)d[1];
	guid->Data3 = (WORD)d[2];
	for (i = 0; i < 8; i++)
		guid->Data4[i] = (BYTE)d[3 + i];
	return TRUE;
}

static void PrintGuid(const char *what, const NTMS_GUID *guid)
{
	int i;

	printf("%s%08x-%04x-%04x-", what, (unsigned int)guid->Data1,
	       (unsigned int)guid->Data2, (unsigned int)guid->Data3);
	for (i = 0; i < 8; i++)
		printf("%02x%s", (unsigned int)guid->Data4[i],
		       i == 1 ? "-" : "");
	printf("\n");
}

static const char *ErrorText(DWORD dwError)
{
	switch (dwError) {
	case ERROR_ACCESS_DENIED:
		return "NTMS_CONTROL_ACCESS to the pool is denied";
	case ERROR_CANCELLED:
		return "the operator cancelled the request";
	case ERROR_INVALID_MEDIA_POOL:
		return "this is not an application pool";
	case ERROR_MEDIA_UNAVAILABLE:
		return "no medium is available";
	case ERROR_NOT_CONNECTED:
		return "the ntms module is not loaded";
	case ERROR_TIMEOUT:
		return "no medium became available in time";
	default:
		return "see the page of AllocateNtmsMedia";
	}
}

int main(int argc, char **argv)
{
	NTMS_ALLOCATION_INFORMATION info;
	NTMS_GUID poolId, mediaId = NTMS_NULLGUID;
	HANDLE hSession;
	DWORD dwError;

	if (argc != 2 || !ParseGuid(argv[1], &poolId)) {
		fprintf(stderr, "usage: %s GUID-OF-A-POOL\n", argv[0]);
		return 2;
	}

	hSession = OpenNtmsSession(NULL, TEXT("published example"), 0);
	if (hSession == INVALID_HANDLE_VALUE) {
		dwError = GetLastError();
		fprintf(stderr, "OpenNtmsSession: error %u: %s\n",
			(unsigned int)dwError, ErrorText(dwError));
		return 1;
	}

	memset(&info, 0, sizeof(info));
	info.dwSize = sizeof(info);
	/* Half a minute for the operator, if nothing is there. */
	dwError = AllocateNtmsMedia(hSession, &poolId, NULL, &mediaId,
				    NTMS_ALLOCATE_NEW, 30 * 1000, &info);
	if (dwError != ERROR_SUCCESS) {
		fprintf(stderr, "AllocateNtmsMedia: error %u: %s\n",
			(unsigned int)dwError, ErrorText(dwError));
		CloseNtmsSession(hSession);
		return 1;
	}
	PrintGuid("Allocated logical medium ", &mediaId);
	PrintGuid("It came from pool        ", &info.AllocatedFrom);

	dwError = DeallocateNtmsMedia(hSession, &mediaId, 0);
	if (dwError == ERROR_SUCCESS)
		printf("Gave it back.\n");
	else
		fprintf(stderr, "DeallocateNtmsMedia: error %u\n",
			(unsigned int)dwError);
	CloseNtmsSession(hSession);
	return dwError == ERROR_SUCCESS ? 0 : 1;
}
