#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# See memory.py. Only kernels made for tests can run out of memory at will.
# Lanes: uml
set -euo pipefail
# shellcheck source=selftests/netlink/common.sh
. "$(dirname "$0")/common.sh"

netlink_test memory.py
