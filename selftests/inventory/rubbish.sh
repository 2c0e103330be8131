# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by those who source this
#
# Faults, and what comes of them: "read", or what ntmsctl says about it.
#
# READ ELEMENT STATUS of slots is b8 with 02 in byte 1: eight bytes of header,
# eight of page header, then 52 for each of 20 slots.
slots='changer 0xb8 cdb=1:0x02/0x0f'
protocol='Protocol error|DEVICE_NOT_AVAILABLE'
faults=(
	"nothing but half a header|$slots truncate=5|$protocol"
	"nothing but a header|$slots truncate=8 count=0|$protocol"
	"cut in the page header|$slots truncate=12 count=0|$protocol"
	"cut in the first descriptor|$slots truncate=60 count=0|$protocol"
	"cut in a descriptor, once|$slots truncate=300|read"
	"cut after every descriptor|$slots truncate=100 count=0|read"
	"report longer than what is sent|$slots corrupt=5:0fffff|read"
	"page longer than the report|$slots corrupt=13:0fffff|$protocol"
	"page longer by one descriptor|$slots corrupt=13:000444|$protocol"
	"page shorter by one byte|$slots corrupt=13:00040f|$protocol"
	"more elements than are sent|$slots corrupt=2:00ff|$protocol"
	"fewer elements than are sent|$slots corrupt=2:0005 count=0|read"
	"descriptors of length zero|$slots corrupt=10:0000|$protocol"
	"descriptors of odd length|$slots corrupt=10:0033|$protocol"
	"descriptors longer than all|$slots corrupt=10:ffff|$protocol"
	"descriptors too short for their tags|$slots corrupt=10:001a|$protocol"
	"elements of no type|$slots corrupt=8:00|$protocol"
	"elements of an unknown type|$slots corrupt=8:07|$protocol"
	"ports where slots were asked for|$slots corrupt=8:03|$protocol"
	"zero elements|$slots corrupt=2:0000|$protocol"
	"nothing but zeros|$slots corrupt=0:0000000000000000|$protocol"
	"one address twice|$slots corrupt=68:0200|$protocol"
	"an address that is none of ours|$slots corrupt=68:7fff|read"
	"attentions|changer 0xb8 sense=6/28/00 count=3|read"
	"power on in the middle|$slots sense=6/29/00|read"
	"attentions without end|$slots sense=6/28/00 count=0|06/28/00"
	"becoming ready|$slots sense=2/04/01 count=2|read"
	"never becoming ready|$slots sense=2/04/01 count=0|NOT_READY"
	"somebody has to do something|$slots sense=2/04/03|NOT_READY"
	"hardware error|$slots sense=4/44/00|04/44/00"
	"slots refused, which they were not before|$slots sense=5/24/00 count=0|05/24/00"
	"command unknown, which it was not before|$slots sense=5/20/00 count=0|05/20/00"
	"reserved for somebody else|$slots status=conflict|DEVICE_NOT_AVAILABLE"
	"bus busy|$slots host=bus_busy count=2|read"
	"transport disrupted|$slots host=transport count=2|read"
	"host adapter fails|$slots host=error|DEVICE_NOT_AVAILABLE"
	"mode pages refused by the short command|changer 0x1a sense=5/20/00 count=0|read"
	"mode pages cut|changer 0x1a truncate=9|read"
	"mode page with impossible slots|changer 0x1a corrupt=10:ffff|read"
	"no mode pages|changer 0x1a sense=5/20/00 count=0;changer 0x5a sense=5/20/00 count=0|read"
	"mode pages fail|changer 0x1a sense=4/44/00|04/44/00"
	"no answer|$slots timeout|DEVICE_NOT_AVAILABLE"
	"no identifiers|changer 0xb8 cdb=6:0x01/0x01 sense=4/44/00 count=0|read"
	"identifiers cut|changer 0xb8 cdb=6:0x01/0x01 truncate=20 count=0|read"
)
