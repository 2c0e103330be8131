#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# See input.py.
set -euo pipefail
# shellcheck source=selftests/netlink/common.sh
. "$(dirname "$0")/common.sh"

netlink_test input.py
