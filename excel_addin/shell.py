"""The shell's `smo-metrics excel …`: each command calls one function of the add-in and prints what came back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The Excel add-in: build it, install it, find out why it does not work.")

Target = Annotated[Path, typer.Option("--output", "-o", help="The file to write.")]


@app.callback(invoke_without_command=True)
def _top(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def build(output: Target = Path("smo_metrics.xlam")) -> None:
    """Write the add-in for the xlwings installed here; works on any system."""
    from excel_addin.build import build, installed_xlwings

    typer.echo(f"Wrote {build(output)} for xlwings {installed_xlwings()}.")


@app.command()
def install(
    addin: Annotated[Path | None, typer.Option(help="A built .xlam; by default it is built now.")] = None,
) -> None:
    """Install the add-in into Excel for this user (Windows)."""
    from excel_addin.install import install

    for line in install(addin=addin).lines:
        typer.echo(line)


@app.command()
def uninstall() -> None:
    """Take back everything that install did (Windows)."""
    from excel_addin.install import uninstall

    for line in uninstall().lines:
        typer.echo(line)


@app.command()
def doctor() -> None:
    """Check everything between a cell and Python, and say how to mend what is wrong."""
    from excel_addin.doctor import examine

    checks = examine()
    for check in checks:
        typer.echo(f"{_MARKS[check.ok]:7} {check.name}: {check.found}")
        if check.ok is not True and check.mend:
            typer.echo(f"{'':7} {check.mend}")
    if any(check.ok is False for check in checks):
        raise typer.Exit(1)


@app.command()
def bundle(
    python: Annotated[Path, typer.Option(help="The embeddable Python for Windows (zip) from python.org.")],
    output: Target = Path("smo_metrics_windows.zip"),
    wheels: Annotated[Path | None, typer.Option(help="A folder of wheels; by default they are downloaded.")] = None,
) -> None:
    """Write a zip for Windows machines without Python, admin rights or network."""
    from excel_addin.bundle import bundle

    for line in bundle(python, output, wheels=wheels, progress=_show).lines:
        typer.echo(line)


@app.command()
def lite(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write into.")] = Path("smo_lite"),
    wheel: Annotated[str | None, typer.Option(help="Where Excel can download the wheel of smo_metrics (URL).")] = None,
) -> None:
    """Write main.py and requirements.txt for xlwings Lite: the functions on Mac and web."""
    from excel_addin.lite import write_lite

    for file in write_lite(output, wheel):
        typer.echo(f"Wrote {file}")


_MARKS = {True: "ok", False: "WRONG", None: "unknown"}


def _show(step: str) -> None:
    typer.echo(f"{step} …", err=True)
