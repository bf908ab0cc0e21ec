"""A page as Markdown that chat tools and mail programs take: headings, bullets, tables, no HTML."""

from __future__ import annotations

import re

from smo_metrics.status.update.page import Page, Section, Table, printable

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_BARE_LINK = re.compile(r"(?i)\b(www)\.")
_LINE_BREAKS = re.compile(r"\s+")


def markdown_text(page: Page) -> str:
    """Write a page as Markdown; what stands in exports is text and never becomes a link, markup or a mention."""
    blocks = [f"# {_plain(page.title)}", f"_{_plain(page.covers)}_" if page.covers else ""]
    blocks.append("\n".join(f"{i}. {_plain(line)}" for i, line in enumerate(page.headlines, start=1)))
    for section in page.sections:
        if not section.is_empty:
            blocks += _section(section)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _section(section: Section) -> list[str]:
    lines = [*section.lines, *(drawing.headline for drawing in section.drawings)]
    blocks = [f"## {_plain(section.title)}", "\n".join(f"- {_plain(line)}" for line in lines)]
    return [*blocks, _table(section.table)] if section.table and section.table.rows else blocks


def _table(table: Table) -> str:
    rows = [table.header, ["---"] * len(table.header), *table.rows]
    return "\n".join(
        f"| {' | '.join(cell if i == 1 else _plain(cell) for cell in row)} |" for i, row in enumerate(rows)
    )


def _plain(text: str) -> str:
    # An @ would call somebody in a chat, and a link would lead out of it.
    calm = _LINE_BREAKS.sub(" ", printable(text)).strip().replace("@", "@\u200b").replace("://", ":\u200b//")
    calm = _BARE_LINK.sub("\\1\u200b.", calm)
    return _SPECIAL.sub(r"\\\1", calm)
