"""The canonical form of a snapshot: the same facts are always the same bytes (RFC 8785).

Only mappings, lists, whole numbers, strings, booleans and null may stand in it: no floats, so a
re-check on any machine gives the same SHA-256 (grading_methods 9 and 10).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

Document = dict[str, Any]
SCHEMA = "liantan-evidence-1"
LARGEST = 2**53 - 1  # RFC 8785 knows no larger whole number


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one byte form of a document. TypeError names the first value that may not stand in it."""
    _check(document, "$")
    return rfc8785.dumps(dict(document))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read(data: bytes) -> Document:
    """The document that was written as `data`; ValueError unless that is its canonical form."""
    document = json.loads(data)
    if not isinstance(document, dict) or canonical(document) != data:
        raise ValueError("not in canonical form")
    return document


def masked(value: Any, names: Mapping[str, str]) -> Any:
    """A copy with `names` covered in every text: what a scorer may see (grading_methods 4)."""
    if isinstance(value, str):
        for name, cover in names.items():
            value = value.replace(name, cover)
        return value
    if isinstance(value, Mapping):
        return {key: masked(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [masked(part, names) for part in value]
    return value


def _check(value: Any, where: str) -> None:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{where}: the key {key!r} is not a text")
            _check(part, f"{where}.{key}")
    elif isinstance(value, list):
        for place, part in enumerate(value):
            _check(part, f"{where}[{place}]")
    else:
        _check_leaf(value, where)


def _check_leaf(value: Any, where: str) -> None:
    if isinstance(value, str):
        value.encode()  # a lone surrogate is no text
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise TypeError(f"{where}: {value} is too large for a snapshot")
    elif value is not None:
        raise TypeError(f"{where}: a snapshot cannot hold a {type(value).__name__}")
