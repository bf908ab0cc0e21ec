"""What a file brings to the screen is one line without control characters, on either stream."""

from __future__ import annotations

import sys

import pytest

from smo_metrics.cli import main

ESCAPE, BELL, LINE_SEPARATOR = "\x1b", "\x07", "\u2028"


@pytest.fixture
def shell(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["smo-metrics", *arguments])
        with pytest.raises(SystemExit) as stop:
            main()
        return int(stop.value.code or 0), *capsys.readouterr()

    return run


def test_a_header_of_an_export_cannot_steer_the_terminal(shell, tmp_path) -> None:
    header = f"item_id,annotator_id,label{ESCAPE}{LINE_SEPARATOR}"
    (tmp_path / "labels.csv").write_text(f"{header}\n1,a,x\n1,b,y\n2,a,y\n2,b,y\n", encoding="utf-8")
    code, out, _ = shell("agreement", "labels.csv")
    assert code == 0
    assert "label = label" in out
    assert ESCAPE not in out
    assert LINE_SEPARATOR not in out


def test_the_name_of_a_file_in_an_error_cannot_steer_the_terminal(shell) -> None:
    code, _, err = shell("agreement", f"no{ESCAPE}]0;title{BELL}\nsuch.csv")
    assert code == 2
    assert "such.csv" in err
    assert err.rstrip("\n").isprintable()
