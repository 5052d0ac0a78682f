"""Which pictures a product has: walks through the family that keep neighbours apart."""

from dataclasses import replace

from app.ui.pictures import SHIFTS, STEPS, Picture, base_hue
from seeds.catalogue.words import Shelf

MAIN_BACKS = ("arch", "sun")
OTHER_BACKS = ("shelf", "slope")
COLOUR_WORDS = {
    8: "陶土红",
    16: "赤陶",
    28: "焦糖",
    42: "姜黄",
    88: "草绿",
    150: "薄荷绿",
    168: "青碧",
    190: "湖蓝",
    206: "雾蓝",
    226: "靛蓝",
    330: "玫粉",
    352: "胭脂红",
}


def pictures_of(shelf: Shelf, code: str, place: int, *, by_colour: bool) -> list[Picture]:
    """Three to five pictures: the main one, two more views, and other colours or crops."""
    main = main_picture(shelf, int(code[1:]), place)
    other = OTHER_BACKS[place % 2]
    views = [main, replace(main, back=other), replace(main, crop="close")]
    if by_colour:
        views.append(variant(main, colour_choices(shelf, main.hue, 2)[1][1]))
    if shelf.category.min_images > 3:
        views.append(replace(main, back=other, crop="low"))
    return views


def main_picture(shelf: Shelf, number: int, place: int) -> Picture:
    """Steps without a common factor: 7 through hues, 5 through patterns, 2 through shifts."""
    hues, patterns = shelf.hues, shelf.patterns
    shelf_number = number // 1_000
    hue_place = place * step_for(len(hues)) + shelf_number * 19
    hue = shade(hues[hue_place % len(hues)], STEPS[number % 3])
    return Picture(
        shape=shelf.category.picture,
        hue=hue,
        pattern=patterns[number * 5 % len(patterns)],
        back=MAIN_BACKS[(place + shelf_number) % 2],
        shift=SHIFTS[number * 2 % len(SHIFTS)],
    )


def shade(hue: int, step: int) -> int:
    """A little beside the hue; 8 and 16 are neighbours and keep away from the middle."""
    return hue + {8: -abs(step), 16: abs(step)}.get(hue, step)


def step_for(length: int) -> int:
    """A step through a list of this length that meets every place and is not one."""
    return next(step for step in (7, 5, 4, 3) if length % step and step % length > 1)


def colour_choices(shelf: Shelf, hue: int, number: int) -> list[tuple[str, int]]:
    """(word, hue) of so many colours, the first being `hue`, each far from the one before."""
    hues = list(shelf.hues)
    start = hues.index(base_hue(hue) or hues[0])
    step = step_for(len(hues))
    walked = [hues[(start + i * step) % len(hues)] for i in range(number)]
    return [(COLOUR_WORDS[each], each) for each in walked]


def variant(main: Picture, hue: int) -> Picture:
    """The same picture in another colour; the main one in its own."""
    return main if base_hue(main.hue) == hue else main.with_hue(hue)
