"""What the seven centers say, and where attention belongs today."""
