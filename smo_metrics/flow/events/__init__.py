"""What a project's events say, reduced once: the log that every figure of flow starts from."""
