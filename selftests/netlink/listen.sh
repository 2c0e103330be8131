#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# See listen.py.
set -euo pipefail
# shellcheck source=selftests/netlink/common.sh
. "$(dirname "$0")/common.sh"

netlink_test listen.py slots=4 drives=1 fill=2
