from __future__ import annotations

from pathlib import Path

import pytest

from excel_addin.machine.addin import addin_file
from excel_addin.machine.trust_center import barriers
from tests.excel_addin.machine.fake_windows import FakeWindows

POLICIES = r"Software\Policies\Microsoft\Office\16.0"
CLOUD = r"Software\Policies\Microsoft\Cloud\Office\16.0"
USER = r"Software\Microsoft\Office\16.0"
LOCATIONS = r"excel\security\trusted locations"


@pytest.fixture
def windows(tmp_path: Path) -> FakeWindows:
    return FakeWindows(tmp_path)


def found(windows: FakeWindows) -> list[str]:
    return [barrier.found for barrier in barriers(windows, "16.0", addin_file(windows.appdata))]


def test_a_machine_without_settings_has_no_barrier(windows: FakeWindows) -> None:
    assert found(windows) == []


@pytest.mark.parametrize(
    ("key", "name", "value", "mend"),
    [
        (r"common", "VBAOff", 1, "Ask your IT to allow VBA"),
        (r"excel\security", "DisableAllAddins", 1, 'take the tick off "Disable all Application Add-ins"'),
        (r"excel\security", "RequireAddinSig", 1, 'take the tick off "Require Application Add-ins to be signed"'),
        (LOCATIONS, "AllLocationsDisabled", 1, 'take the tick off "Disable all Trusted Locations"'),
        (r"excel\resiliency", "RestrictToList", 1, "List of managed add-ins"),
        (r"excel\resiliency\addinlist", "smo_metrics.xlam", "0", "List of managed add-ins"),
    ],
)
@pytest.mark.parametrize("root", [POLICIES, CLOUD])
def test_a_setting_that_blocks_is_one_barrier_with_its_mend(
    windows: FakeWindows, root: str, key: str, name: str, value: int | str, mend: str
) -> None:
    windows.user[rf"{root}\{key}"] = {name: value}
    (barrier,) = barriers(windows, "16.0", addin_file(windows.appdata))
    assert mend in barrier.mend


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        (r"excel\security", "VBAWarnings", 1),
        (r"excel\security", "VBAWarnings", 4),
        (r"common\security", "enablemacrotrustlevel", 1),
        (r"common\security", "requirealwaysonmacrosig", 1),
        (r"excel\security", "RequireAddinSig", 0),
        (r"excel\security", "blockcontentexecutionfrominternet", 1),
        (r"excel\resiliency\addinlist", "smo_metrics.xlam", "2"),
        (r"excel\resiliency\addinlist", "other.xlam", "0"),
    ],
)
def test_a_setting_that_lets_it_run_is_no_barrier(windows: FakeWindows, key: str, name: str, value: int | str) -> None:
    windows.user[rf"{POLICIES}\{key}"] = {name: value}
    assert found(windows) == []


@pytest.mark.parametrize("value", ["1", "2"])
def test_an_addin_on_the_organisations_list_may_load(windows: FakeWindows, value: str) -> None:
    windows.user[rf"{POLICIES}\excel\resiliency"] = {"restricttolist": 1}
    windows.user[rf"{POLICIES}\excel\resiliency\addinlist"] = {"smo_metrics.xlam": value}
    assert found(windows) == []


@pytest.mark.parametrize(("chosen", "policy", "blocked"), [(1, 0, False), (0, 1, True), (1, None, True)])
def test_a_policy_wins_over_what_the_user_chose(
    windows: FakeWindows, chosen: int, policy: int | None, blocked: bool
) -> None:
    windows.user[rf"{USER}\excel\security"] = {"DisableAllAddins": chosen}
    if policy is not None:
        windows.user[rf"{POLICIES}\excel\security"] = {"disablealladdins": policy}
    assert bool(found(windows)) is blocked


@pytest.mark.parametrize(("machine", "user"), [(0, 1), (1, 0)])
def test_the_machines_policy_wins_over_the_users(windows: FakeWindows, machine: int, user: int) -> None:
    windows.machine[rf"{POLICIES}\excel\security"] = {"disablealladdins": machine}
    windows.user[rf"{POLICIES}\excel\security"] = {"DisableAllAddins": user}
    assert bool(found(windows)) is bool(machine)


@pytest.mark.parametrize("root", [POLICIES, USER])
def test_what_is_set_for_the_whole_machine_is_seen(windows: FakeWindows, root: str) -> None:
    windows.machine[rf"{root}\Common"] = {"VBAOFF": 1}
    assert found(windows) == ["VBA is switched off for all of Office"]


ASKS = "Excel asks at each start before it runs unsigned macros"


@pytest.mark.parametrize(
    ("key", "name", "value", "effect"),
    [
        (r"excel\security", "VBAWarnings", 2, ASKS),
        (r"excel\security", "VBAWarnings", 3, "unsigned macros are disabled"),
        (r"excel\security", "VBAWarnings", 4, "unsigned macros are disabled"),
        (r"common\security", "enablemacrotrustlevel", 1, "unsigned macros are disabled"),
    ],
)
def test_where_the_folder_is_not_trusted_the_macro_setting_counts(
    windows: FakeWindows, key: str, name: str, value: int, effect: str
) -> None:
    windows.user[rf"{POLICIES}\{LOCATIONS}"] = {"alllocationsdisabled": 1}
    assert found(windows) == [f"trusted locations are switched off, so that {ASKS}"]
    windows.user[rf"{POLICIES}\{key}"] = {name: value}
    assert found(windows) == [f"trusted locations are switched off, so that {effect}"]


def test_where_all_macros_run_the_folder_need_not_be_trusted(windows: FakeWindows) -> None:
    windows.user[rf"{POLICIES}\{LOCATIONS}"] = {"alllocationsdisabled": 1}
    windows.user[rf"{USER}\excel\security"] = {"VBAWarnings": 1}
    assert found(windows) == []


def test_macros_that_must_be_signed_are_a_barrier_of_their_own_outside_trusted_folders(windows: FakeWindows) -> None:
    windows.user[rf"{POLICIES}\{LOCATIONS}"] = {"alllocationsdisabled": 1}
    windows.user[rf"{POLICIES}\common\security"] = {"requirealwaysonmacrosig": 1}
    assert found(windows)[0] == "macros that are always loaded must be signed, and these are not"


def test_the_trusted_folder_does_not_help_against_required_signatures(windows: FakeWindows) -> None:
    windows.user[rf"{POLICIES}\excel\security"] = {"requireaddinsig": 1}
    assert found(windows) == ["add-ins must be signed by a trusted publisher, and this one is not signed"]
