"""What the agent looks at, one subject a file: `read` touches the machine, `parse` is pure."""
