"""Solar's pages."""
