"""The crown's thinking, as pure functions over plain values."""
