#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# See unload.py.
set -euo pipefail
# shellcheck source=selftests/netlink/common.sh
. "$(dirname "$0")/common.sh"

netlink_test unload.py
