"""Cutting an uploaded picture to a square. Bytes in, bytes out. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image

SMALLEST = 64  # pixels of a side


class Focus(StrEnum):
    """Which part of a picture that is not square is kept."""

    WHOLE = "whole"
    CENTRE = "centre"
    START = "start"  # the top, or the left
    END = "end"  # the bottom, or the right


@dataclass(frozen=True, slots=True)
class Box:
    """A square in a picture: its left, top and side in per cent of the shorter side's room."""

    left: int
    top: int
    side: int

    def __post_init__(self) -> None:
        if not (0 <= self.left <= 100 and 0 <= self.top <= 100 and 10 <= self.side <= 100):
            raise ValueError("a box lies inside its picture")


def cut(body: bytes, how: Focus | Box) -> bytes:
    """The square as PNG or JPEG. `body` is a picture that `app.files` has drawn anew."""
    image: Image.Image = Image.open(BytesIO(body))
    if how == Focus.WHOLE:
        made = _padded(image)
    else:
        made = image.crop(_edges(image.size, _box(image.size, how)))
    out = BytesIO()
    made.save(out, "PNG" if "A" in made.getbands() else "JPEG", quality=92)
    return out.getvalue()


def is_square(body: bytes) -> bool:
    with Image.open(BytesIO(body)) as image:
        return image.width == image.height


def _box(size: tuple[int, int], how: Focus | Box) -> Box:
    if isinstance(how, Box):
        return how
    place = {Focus.START: 0, Focus.END: 100}.get(how, 50)
    return Box(place, place, 100)


def _edges(size: tuple[int, int], box: Box) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in pixels: 0 is as far left as the square goes, 100 as far right."""
    side = max(min(size), 1) * box.side // 100 or 1
    left, top = ((size[0] - side) * box.left // 100, (size[1] - side) * box.top // 100)
    return left, top, left + side, top + side


def _padded(image: Image.Image) -> Image.Image:
    """The whole picture in the middle of a white square."""
    side = max(image.size)
    made = Image.new("RGB", (side, side), "white")
    whole = image.convert("RGBA")
    made.paste(whole, ((side - image.width) // 2, (side - image.height) // 2), whole)
    return made
