"""A page as one HTML file: no script, nothing loaded from elsewhere, charts inside, one sheet of paper wide."""

from __future__ import annotations

from html import escape

from smo_metrics.status.update.page import Page, Section, Table, printable

_STYLE = (
    "body{font:14px/1.45 Arial,sans-serif;color:#262626;background:#fff;"
    "max-width:760px;margin:24px auto;padding:0 16px}"
    "h1{font-size:22px;color:#1F4E79;margin:0 0 2px}"
    "h2{font-size:15px;color:#1F4E79;margin:22px 0 6px;border-bottom:1px solid #D9D9D9}"
    "ol{padding-left:20px}ul{padding-left:18px;margin:4px 0}.covers{color:#595959;margin:0 0 10px}"
    "table{border-collapse:collapse;width:100%;font-size:12.5px}"
    "th{text-align:left;background:#1F4E79;color:#fff;padding:4px 6px}"
    "td{padding:4px 6px;border-bottom:1px solid #D9D9D9;vertical-align:top}"
    ".what{font-weight:bold;margin:10px 0 2px}svg{max-width:100%;height:auto}"
    "@media print{body{margin:0;max-width:none}}@page{size:A4;margin:14mm}"
)


def html_text(page: Page) -> str:
    """Write a page as HTML; what stands in exports is text and never becomes markup."""
    title = _text(page.title)
    covers = f'<p class="covers">{_text(page.covers)}</p>' if page.covers else ""
    first = "".join(f"<li>{_text(line)}</li>" for line in page.headlines)
    sections = "".join(_section(section) for section in page.sections if not section.is_empty)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1>{covers}<ol>{first}</ol>{sections}</body></html>\n"
    )


def _section(section: Section) -> str:
    lines = "".join(f"<li>{_text(line)}</li>" for line in section.lines)
    drawn = "".join(f'<p class="what">{_text(one.headline)}</p>{one.svg}' for one in section.drawings)
    table = _table(section.table) if section.table and section.table.rows else ""
    return f"<h2>{_text(section.title)}</h2>{f'<ul>{lines}</ul>' if lines else ''}{table}{drawn}"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in table.header)
    rows = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _text(words: str) -> str:
    return escape(printable(words))
