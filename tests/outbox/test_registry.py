"""A kind that cannot work is refused when it is registered."""

import datetime as dt

import pytest

from outbox.failures import UnknownKind
from outbox.kinds import EffectKind
from outbox.registry import KindRegistry


def kind(**values):
    return type("Kind", (EffectKind,), {"id": "good.kind", "label": "Good", **values})


def test_a_kind_is_found_by_its_id():
    registry = KindRegistry()
    registry.register(kind())
    assert registry.get("good.kind").label == "Good"
    assert registry.ids() == ["good.kind"]
    assert (registry.label("good.kind"), registry.label("gone")) == ("Good", "gone")
    with pytest.raises(UnknownKind, match="gone"):
        registry.get("gone")


@pytest.mark.parametrize("wrong", [object, "good.kind", EffectKind()])
def test_what_is_no_kind(wrong):
    with pytest.raises(TypeError):
        KindRegistry().register(wrong)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"id": ""}, "id"),
        ({"id": "Bad"}, "id"),
        ({"id": "a..b"}, "id"),
        ({"id": "a" * 51}, "longer"),
        ({"label": ""}, "label"),
        ({"max_attempts": 0}, "max_attempts"),
        ({"max_attempts": 101}, "max_attempts"),
        ({"first_pause": dt.timedelta(0)}, "first_pause"),
        ({"first_pause": dt.timedelta(hours=2)}, "first_pause"),
        ({"lease": dt.timedelta(0)}, "lease"),
        ({"kept_for": dt.timedelta(0)}, "kept_for"),
    ],
)
def test_values_that_cannot_work(values, what):
    with pytest.raises(ValueError, match=what):
        KindRegistry().register(kind(**values))


def test_an_id_belongs_to_one_kind():
    registry = KindRegistry()
    registry.register(kind())
    with pytest.raises(ValueError, match="another kind"):
        registry.register(kind())
