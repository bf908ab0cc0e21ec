from __future__ import annotations

from pathlib import Path

import pytest

from excel_addin.machine.addin import addin_file
from excel_addin.machine.trusted_locations import distrust
from tests.excel_addin.machine.fake_windows import FakeWindows

POLICIES = r"Software\Policies\Microsoft\Office\16.0"
CLOUD = r"Software\Policies\Microsoft\Cloud\Office\16.0"
USER = r"Software\Microsoft\Office\16.0"
EXCEL = r"Excel\Security\Trusted Locations"
ALL_PROGRAMS = r"Common\Security\Trusted Locations"


@pytest.fixture
def windows(tmp_path: Path) -> FakeWindows:
    """A user whose Excel has written its list: the start-up folder and another one."""
    windows = FakeWindows(tmp_path)
    windows.user[rf"{USER}\{EXCEL}\Location1"] = {"Path": str(folder(windows))}
    windows.user[rf"{USER}\{EXCEL}\Location2"] = {"Path": r"C:\Templates", "AllowSubFolders": 1}
    return windows


def folder(windows: FakeWindows) -> Path:
    return addin_file(windows.appdata).parent


def reason(windows: FakeWindows) -> str | None:
    barrier = distrust(windows, "16.0", folder(windows))
    return barrier.found if barrier else None


def test_excels_own_list_names_the_start_up_folder(windows: FakeWindows) -> None:
    assert reason(windows) is None


def test_a_user_without_a_list_yet_has_the_default_locations(tmp_path: Path) -> None:
    assert reason(FakeWindows(tmp_path)) is None


def test_a_start_up_folder_that_was_taken_off_the_list_is_not_trusted(windows: FakeWindows) -> None:
    del windows.user[rf"{USER}\{EXCEL}\Location1"]
    assert reason(windows) == "your start-up folder is not among the trusted locations"


@pytest.mark.parametrize("form", ["{}/", "{}\\"])
def test_how_a_path_is_written_does_not_matter(windows: FakeWindows, form: str) -> None:
    windows.user[rf"{USER}\{EXCEL}\Location1"] = {"path": form.format(folder(windows)).upper()}
    assert reason(windows) is None


@pytest.mark.parametrize(("subfolders", "trusted"), [(1, True), (0, False)])
def test_a_folder_above_counts_where_its_subfolders_do(windows: FakeWindows, subfolders: int, trusted: bool) -> None:
    above = {"Path": str(folder(windows).parent), "AllowSubfolders": subfolders}
    windows.user[rf"{USER}\{EXCEL}\Location1"] = above
    assert (reason(windows) is None) is trusted


@pytest.mark.parametrize("root", [POLICIES, CLOUD, USER])
def test_trusted_locations_can_be_switched_off(windows: FakeWindows, root: str) -> None:
    windows.user[rf"{root}\{EXCEL}"] = {"AllLocationsDisabled": 1}
    assert reason(windows) == "trusted locations are switched off"


@pytest.mark.parametrize("root", [POLICIES, CLOUD])
def test_a_policy_can_leave_only_the_organisations_own_locations(windows: FakeWindows, root: str) -> None:
    windows.user[rf"{root}\{ALL_PROGRAMS}"] = {"Allow User Locations": 0}
    barrier = distrust(windows, "16.0", folder(windows))
    assert barrier is not None
    assert barrier.found == "only the trusted locations of your organisation count"
    assert barrier.mend == f"Ask your IT to make {folder(windows)} a trusted location, or to sign the add-in."


@pytest.mark.parametrize("key", [EXCEL, rf"{ALL_PROGRAMS}\All Applications"])
def test_the_organisation_can_trust_the_start_up_folder_itself(windows: FakeWindows, key: str) -> None:
    windows.user[rf"{POLICIES}\{ALL_PROGRAMS}"] = {"Allow User Locations": 0}
    windows.user[rf"{POLICIES}\{key}\location01"] = {"path": str(folder(windows))}
    assert reason(windows) is None


@pytest.mark.parametrize(("allowed", "trusted"), [(None, False), (0, False), (1, True)])
def test_a_start_up_folder_on_a_share_is_trusted_only_where_shares_are(
    windows: FakeWindows, allowed: int | None, trusted: bool
) -> None:
    windows.appdata = Path("\\\\server\\home\\me\\Roaming")
    windows.user[rf"{USER}\{EXCEL}\Location1"] = {"Path": str(folder(windows))}
    if allowed is not None:
        windows.user[rf"{USER}\{EXCEL}"] = {"AllowNetworkLocations": allowed}
    assert (reason(windows) is None) is trusted
