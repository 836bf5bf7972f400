"""Wires everything: settings, the one table of URLs and who may open them, the web front."""
