"""Tables that people bring along, as CSV or workbooks: read, understood column by column, looked
through before anything is written, written whole or not at all, and taken back exactly.

This package knows no business. What a row means is said by an `Importer` in the package where the
rows live (`clients/importers`, `fleet/importers`). How it is reckoned: docs/algorithms/imports.md.
"""
