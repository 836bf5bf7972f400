"""The crown's pages."""
