/* SPDX-License-Identifier: GPL-2.0 */
#define MODULE_LICENSE(text)
#define MODULE_DESCRIPTION(text)
