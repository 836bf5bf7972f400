"""Pages of the service board: request in, page out."""
