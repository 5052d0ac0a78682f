"""Pictures of goods, drawn by ourselves: one family, no brand, no text, safe under a strict policy.

A key names a picture completely: `mug-8-dots-arch-40` is shape, hue, pattern, back and shift, and
an optional crop follows (`mug-8-dots-arch-40-close`). The same key is the same picture for ever.
"""

import re
from colorsys import hls_to_rgb
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

SHAPES: dict[str, LazyString] = {
    "mug": _l("马克杯"),
    "bowl": _l("碗"),
    "pan": _l("汤锅"),
    "flask": _l("保温杯"),
    "tin": _l("茶叶罐"),
    "jar": _l("玻璃罐"),
    "cruet": _l("调味瓶"),
    "sack": _l("粮袋"),
    "snack": _l("零食袋"),
    "fruit": _l("水果"),
    "bottle": _l("按压瓶"),
    "tube": _l("软管"),
    "candle": _l("香薰蜡烛"),
    "lamp": _l("台灯"),
    "box": _l("收纳盒"),
    "brush": _l("清洁刷"),
    "towel": _l("毛巾"),
    "cushion": _l("靠垫"),
    "scarf": _l("围巾"),
    "shirt": _l("上衣"),
    "shoe": _l("鞋"),
    "sock": _l("袜子"),
    "hat": _l("帽子"),
    "bow": _l("蝴蝶结"),
    "umbrella": _l("雨伞"),
    "backpack": _l("双肩包"),
    "tote": _l("托特包"),
    "notebook": _l("手账本"),
    "pens": _l("笔筒"),
    "bear": _l("玩偶熊"),
    "blocks": _l("积木"),
    "petbowl": _l("宠物碗"),
    "plant": _l("盆栽"),
    "mat": _l("运动垫"),
    "dumbbell": _l("哑铃"),
    "rope": _l("跳绳"),
    "headphones": _l("耳机"),
    "phonecase": _l("手机壳"),
    "charger": _l("充电器"),
}
HUES: dict[int, LazyString] = {
    8: _l("陶土红"),
    16: _l("赤陶"),
    28: _l("焦糖"),
    42: _l("姜黄"),
    88: _l("草绿"),
    150: _l("薄荷绿"),
    168: _l("青碧"),
    190: _l("湖蓝"),
    206: _l("雾蓝"),
    226: _l("靛蓝"),
    330: _l("玫粉"),
    352: _l("胭脂红"),
}
STEPS = (-4, 0, 4)
PATTERNS = {
    "plain": "",
    "dots": '<pattern id="p" width="28" height="28" patternUnits="userSpaceOnUse">'
    '<circle cx="10" cy="10" r="4" fill="light"/><circle cx="24" cy="24" r="4" fill="light"/>'
    "</pattern>",
    "stripes": '<pattern id="p" width="22" height="22" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(35)"><rect width="9" height="22" fill="light"/></pattern>',
    "checks": '<pattern id="p" width="40" height="40" patternUnits="userSpaceOnUse">'
    '<rect width="12" height="40" fill="light" fill-opacity=".55"/>'
    '<rect width="40" height="12" fill="light" fill-opacity=".55"/></pattern>',
    "waves": '<pattern id="p" width="40" height="22" patternUnits="userSpaceOnUse">'
    '<path d="M0 11q10-12 20 0t20 0" fill="none" stroke="light" stroke-width="4"/></pattern>',
    "leaves": '<pattern id="p" width="38" height="38" patternUnits="userSpaceOnUse">'
    '<path d="M4 18C4 8 12 4 18 4c0 8-4 14-14 14zM23 36c0-10 8-14 14-14 0 8-4 14-14 14z" '
    'fill="light"/></pattern>',
}
BACKS = {
    "sun": '<circle cx="200" cy="186" r="136" fill="bg2"/>',
    "arch": '<path d="M78 330V178a122 122 0 0 1 244 0v152z" fill="bg2"/>',
    "shelf": '<rect y="318" width="400" height="82" fill="bg2"/>',
    "slope": '<path d="M0 400V250C110 190 250 330 400 210v190z" fill="bg2"/>',
}
SHIFTS = (-60, 20, 40, 160, 180)
CROPS = {
    "": "0 0 400 400",
    "close": "75 82 250 250",
    "top": "75 50 250 250",
    "low": "75 120 250 250",
}
ROLES = {  # role -> (turned with the background?, degrees added, saturation %, lightness %)
    "bg": (True, 0, 42, 93),
    "bg2": (True, 0, 40, 86),
    "floor": (True, 0, 30, 80),
    "main": (False, 0, 48, 56),
    "mid": (False, 0, 46, 48),
    "dark": (False, 0, 44, 38),
    "light": (False, 0, 56, 82),
    "ink": (False, 0, 30, 24),
    "acc": (False, 155, 52, 58),
}
PAPER = "#fffaf2"

_KEY = re.compile(
    r"(?P<shape>[a-z]+)-(?P<hue>\d{1,3})-(?P<pattern>[a-z]+)-(?P<back>[a-z]+)"
    r"-(?P<shift>-?\d{1,3})(?:-(?P<crop>[a-z]+))?"
)
_ROLE = re.compile(rf'(fill|stroke)="({"|".join([*ROLES, "paper"])})"')


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the family. `hue` in degrees; `shift` turns the background away from it."""

    shape: str
    hue: int
    pattern: str
    back: str
    shift: int
    crop: str = ""

    @property
    def key(self) -> str:
        parts = [self.shape, self.hue, self.pattern, self.back, self.shift, self.crop]
        return "-".join(str(part) for part in parts if part != "")

    @property
    def alt(self) -> str:
        """What the picture shows, for those who cannot see it: '陶土红马克杯'."""
        return f"{colour_word(self.hue)}{SHAPES[self.shape]}"

    def with_hue(self, hue: int) -> "Picture":
        return replace(self, hue=hue)


def parse(key: str) -> Picture | None:
    """The picture that a key names, or None: only keys that `Picture.key` writes are keys."""
    match = _KEY.fullmatch(key) if key.isascii() else None
    if match is None:
        return None
    picture = Picture(
        shape=match["shape"],
        hue=int(match["hue"]),
        pattern=match["pattern"],
        back=match["back"],
        shift=int(match["shift"]),
        crop=match["crop"] or "",
    )
    return picture if belongs(picture) and picture.key == key else None


def belongs(picture: Picture) -> bool:
    """Is every part of it one that the family knows?"""
    return (
        picture.shape in SHAPES
        and base_hue(picture.hue) is not None
        and picture.pattern in PATTERNS
        and picture.back in BACKS
        and picture.shift in SHIFTS
        and picture.crop in CROPS
    )


def base_hue(hue: int) -> int | None:
    """The named hue at most four degrees away, or None."""
    return next((hue - step for step in STEPS if hue - step in HUES), None)


def colour_word(hue: int) -> LazyString:
    """How people call this hue: 206 -> '雾蓝'."""
    return HUES[base_hue(hue) or 8]


def draw(picture: Picture) -> str:
    """The picture as SVG text, 400 x 400, made of presentation attributes only."""
    colours = palette(picture)
    pattern = PATTERNS[picture.pattern]
    layers = [
        f"<defs>{pattern}</defs>" if pattern else "",
        '<rect width="400" height="400" fill="bg"/>',
        BACKS[picture.back],
        '<ellipse cx="200" cy="326" rx="118" ry="13" fill="floor"/>',
        body(picture.shape, patterned=bool(pattern)),
    ]
    painted = _ROLE.sub(lambda role: f'{role[1]}="{colours[role[2]]}"', "".join(layers))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" '
        f'viewBox="{CROPS[picture.crop]}" role="img">{painted}</svg>'
    )


def palette(picture: Picture) -> dict[str, str]:
    """Role -> '#rrggbb' for this picture."""
    colours = {
        role: hex_colour(picture.hue + more + (picture.shift if turned else 0), strong, bright)
        for role, (turned, more, strong, bright) in ROLES.items()
    }
    return {**colours, "paper": PAPER}


def hex_colour(hue: int, saturation: int, lightness: int) -> str:
    """HSL in degrees and percent -> '#rrggbb'."""
    rgb = hls_to_rgb(hue % 360 / 360, lightness / 100, saturation / 100)
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


@cache
def body(shape: str, *, patterned: bool) -> str:
    """The object itself, its colours still written as roles."""
    lines = (Path(__file__).parent / "shapes" / f"{shape}.svg").read_text().splitlines()
    kept = (line for line in lines if patterned or 'fill="pattern"' not in line)
    return "".join(kept).replace('fill="pattern"', 'fill="url(#p)"')
