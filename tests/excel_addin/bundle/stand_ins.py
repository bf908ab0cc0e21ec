"""Small zips that look like the embeddable Python and like wheels, for tests without a network."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

AMD64 = 0x8664
XLWINGS = "0.37.8"


def embedded_python(folder: Path, *, minor: int = 12, machine: int = AMD64, without: str = "") -> Path:
    """An embeddable Python whose programs are empty but for the header that names the processor."""
    dll = bytearray(0x100)
    struct.pack_into("<I", dll, 0x3C, 0x80)
    struct.pack_into("<4sH", dll, 0x80, b"PE\0\0", machine)
    files = {
        "python.exe": b"", "pythonw.exe": b"", f"python3{minor}.dll": bytes(dll), f"python3{minor}.zip": b"",
        f"python3{minor}._pth": b"#import site", "LICENSE.txt": b"PSF",
    }  # fmt: skip
    path = folder / f"python-3.{minor}.10-embed-amd64.zip"
    return write_zip(path, {name: data for name, data in files.items() if name != without})


def wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    files: Mapping[str, bytes] | None = None,
    requires: tuple[str, ...] = (),
    tag: str = "py3-none-any",
    described: str = "License-Expression: MIT",
) -> Path:
    """A wheel of one module, or of the files given."""
    module = name.replace("-", "_")
    metadata = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", described]
    metadata += [f"Requires-Dist: {each}" for each in requires]
    held = {f"{module}.py": b"", **(files or {})}
    held[f"{module}-{version}.dist-info/METADATA"] = ("\n".join(metadata) + "\n").encode()
    held[f"{module}-{version}.dist-info/licenses/LICENSE"] = b"text"
    return write_zip(folder / f"{module}-{version}-{tag}.whl", held)


def wheels_of_the_add_in(folder: Path) -> Path:
    """A folder with all that smo-metrics, played by a stand-in, needs on Windows with Python 3.12."""
    folder.mkdir()
    wheel(
        folder,
        "smo-metrics",
        requires=(
            "numpy>=2",
            "backport; python_version < '3.12'",
            "uvloop; sys_platform == 'linux'",
            "xlwings>=0.33; extra == 'excel'",
            "unused; extra == 'test'",
        ),
    )
    wheel(folder, "numpy", "2.5", tag="cp312-cp312-win_amd64", requires=("colorama; platform_system == 'Windows'",))
    wheel(folder, "colorama")
    wheel(
        folder,
        "xlwings",
        XLWINGS,
        tag="cp312-cp312-win_amd64",
        requires=("pywin32>=224; platform_system == 'Windows'", "psutil; platform_system == 'Darwin'"),
        files={
            "xlwings/__init__.py": b"",
            "xlwings/pro/__init__.py": b"paid",
            f"xlwings-{XLWINGS}.dist-info/licenses/LICENSE_PRO.txt": b"paid",
            f"xlwings-{XLWINGS}.data/data/xlwings64-{XLWINGS}.dll": b"dll",
            f"xlwings-{XLWINGS}.data/scripts/xlwings.bat": b"",
        },
    )
    wheel(
        folder,
        "pywin32",
        "312",
        tag="cp312-cp312-win_amd64",
        described="Classifier: License :: OSI Approved :: Python Software Foundation License",
        files={
            "pywin32.pth": b"# why\r\nwin32\r\nwin32\\lib\r\nimport pywin32_bootstrap\r\n",
            "win32/win32api.pyd": b"",
            "win32/not_at_the_top.pth": b"nowhere\n",
        },
    )
    return folder


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """A zip of these files, the same at every time of the day."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return path
