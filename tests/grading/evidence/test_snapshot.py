import pytest

from grading.evidence.snapshot import canonical, digest, masked, read


def test_the_same_facts_are_the_same_bytes_in_any_order():
    one = {"b": [1, "茶"], "a": {"y": None, "x": True}}
    two = {"a": {"x": True, "y": None}, "b": [1, "茶"]}
    assert canonical(one) == canonical(two) == '{"a":{"x":true,"y":null},"b":[1,"茶"]}'.encode()


def test_a_known_hash():
    assert digest(canonical({})) == (
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (1.5, r"\$\.a\[0\]"),
        ({1: "x"}, "key 1"),
        (2**53, "too large"),
        ({"x"}, "cannot hold a set"),
    ],
)
def test_what_may_not_stand_in_a_snapshot_is_named(value, where):
    with pytest.raises(TypeError, match=where):
        canonical({"a": [value]})


def test_half_a_character_is_refused():
    with pytest.raises(UnicodeEncodeError):
        canonical({"a": "\ud800"})


def test_reading_gives_back_what_was_written():
    document = {"名": "青禾", "n": 3}
    assert read(canonical(document)) == document


def test_bytes_that_are_not_canonical_are_refused():
    with pytest.raises(ValueError, match="canonical"):
        read(b'{"b":1, "a":2}')
    with pytest.raises(ValueError, match="canonical"):
        read(b"[1]")


def test_names_are_covered_wherever_they_stand():
    document = {"name": "林小满的店", "lines": ["找林小满", 3], "林小满": True}
    assert masked(document, {"林小满": "某某"}) == {
        "name": "某某的店",
        "lines": ["找某某", 3],
        "林小满": True,
    }
