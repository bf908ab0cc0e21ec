"""Options that several commands share, in one wording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Book = Annotated[Path, typer.Argument(help="The workbook (.xlsx).", show_default=False)]
Export = Annotated[Path, typer.Argument(help="Label Studio JSON, CSV or XLSX.", show_default=False)]
Format = Annotated[str | None, typer.Option(help="label_studio, csv or xlsx; by default seen from the file.")]
Columns = Annotated[str, typer.Option(help='Our column = the file\'s, e.g. "item_id=Task ID; label=Verdict".')]
Timezone = Annotated[str | None, typer.Option(help="Zone of times that carry none, e.g. Asia/Singapore.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
