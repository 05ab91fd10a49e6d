"""Exports as the apps write them, drawn by Hypothesis. No reader is called here."""
