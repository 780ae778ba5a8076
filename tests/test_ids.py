"""What an id looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.ids import is_device, is_id, slug


def test_a_title_becomes_a_name_that_every_system_takes() -> None:
    assert slug("Meerjarenplan 2021-2025") == "meerjarenplan-2021-2025"
    assert slug("Één plan: «samen» / CON?") == "een-plan-samen-con"
    assert slug("Thema's en foto’s") == "themas-en-fotos"
    assert slug("***") == ""


@given(st.text())
def test_what_is_made_of_a_title_is_an_id_and_stays_as_it_is(title: str) -> None:
    made = slug(title)
    assert not made or is_id(made)
    assert slug(made) == made


@pytest.mark.parametrize("text", ["", "De-Stek", "één", "de stek", "-de", "de-", "de--stek", "minister/wonen"])
def test_only_small_letters_digits_and_single_hyphens_make_an_id(text: str) -> None:
    assert not is_id(text)
    assert is_id(slug(f"a {text}"))


def test_no_file_can_be_called_as_windows_calls_a_device() -> None:
    assert is_device("con")
    assert is_device("lpt1")
    assert not is_device("contact")
