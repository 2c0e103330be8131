# SPDX-License-Identifier: GPL-2.0
"""Tools whose names do not end in .py, as modules for their tests."""

import importlib.machinery
import importlib.util
import os

TOOLS = os.path.dirname(os.path.abspath(__file__))


def as_module(name):
    """The tool of that name, imported."""
    loader = importlib.machinery.SourceFileLoader(name, os.path.join(TOOLS, name))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module
