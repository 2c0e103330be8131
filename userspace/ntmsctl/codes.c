// SPDX-License-Identifier: GPL-2.0
/*
 * RSM's codes of the media types that there can be, by the names that the module
 * gives them. Of a type that no library and no cartridge brought yet there is no
 * object that could be asked.
 */
#include "ctl.h"

static const struct media_code codes[] = {
	{ 0x00, "Unknown" },
	{ 0x20, "DDS_4mm" },
	{ 0x24, "MP_8mm" },
	{ 0x25, "AME_8mm" },
	{ 0x26, "AIT1_8mm" },
	{ 0x27, "DLT" },
	{ 0x29, "IBM_3480" },
	{ 0x2a, "IBM_3490E" },
	{ 0x2b, "IBM_Magstar_3590" },
	{ 0x2c, "IBM_Magstar_MP" },
	{ 0x2d, "STK_DATA_D3" },
	{ 0x2e, "SONY_DTF" },
	{ 0x32, "CLEANER_CARTRIDGE" },
	{ 0x33, "CD_ROM" },
	{ 0x34, "CD_R" },
	{ 0x35, "CD_RW" },
	{ 0x36, "DVD_ROM" },
	{ 0x37, "DVD_R" },
	{ 0x38, "DVD_RW" },
	{ 0x39, "MO_3_RW" },
	{ 0x3a, "MO_5_WO" },
	{ 0x3b, "MO_5_RW" },
	{ 0x3c, "MO_5_LIMDOW" },
	{ 0x3d, "PC_5_WO" },
	{ 0x3e, "PC_5_RW" },
	{ 0x49, "IOMEGA_ZIP" },
	{ 0x4a, "IOMEGA_JAZ" },
	{ 0x4f, "MP2_8mm" },
	{ 0x53, "VXATape_1" },
	{ 0x54, "VXATape_2" },
	{ 0x55, "STK_9840" },
	{ 0x56, "LTO_Ultrium" },
	{ 0x58, "DVD_RAM" },
	{ 0x59, "AIT_8mm" },
	{ 0x5c, "STK_9940" },
	{ 0x5d, "SAIT" },
	{ 0, NULL }
};

const struct media_code *media_codes(void)
{
	return codes;
}

const struct media_code *media_code_named(const char *name)
{
	const struct media_code *code;

	for (code = codes; code->name; code++)
		if (!strcmp(code->name, name))
			return code;
	return NULL;
}
