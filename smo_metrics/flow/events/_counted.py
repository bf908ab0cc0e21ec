"""How many of what, in words: 1 event, 2,000 events."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """Write a count before its noun, which takes an s unless there is one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
