#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# See exposed.py. It looks at the machine before and after the module is loaded.
set -euo pipefail
# shellcheck source=selftests/netlink/common.sh
. "$(dirname "$0")/../netlink/common.sh"

netlink_test ../security/exposed.py slots=4 drives=1 fill=2
