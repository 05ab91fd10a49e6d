"""Attacks that researchers published: each breaks a flawed variant and fails on the repair."""
