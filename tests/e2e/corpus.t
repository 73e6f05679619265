#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The programs with known findings, one test each: see docs/corpus.md.
exec bash "$(dirname "$0")/../corpus/run.sh"
