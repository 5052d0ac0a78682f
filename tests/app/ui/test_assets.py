import gzip
import re
from pathlib import Path

import pytest

from app.ui.assets import find_asset
from app.ui.icons import ICONS

FLOORS = ["app", "sim_market", "supply_chain", "grading"]
IN_TEMPLATES = re.compile(
    r"""(?:icon|icon_name)\s*(?:\(|=)\s*"([a-z0-9-]+)"|\bicon_name or "([a-z0-9-]+)\""""
)
IN_PYTHON = re.compile(r"""\bicon\s*=\s*"([a-z0-9-]+)"|(?:Todo)\(\s*"([a-z0-9-]+)\"""")


def icons_used() -> dict[str, str]:
    """Icon names written in templates and Python, with a file for each."""
    used = {}
    for floor in FLOORS:
        for suffix, pattern in (("html", IN_TEMPLATES), ("py", IN_PYTHON)):
            for path in Path(floor).rglob(f"*.{suffix}"):
                for names in pattern.findall(path.read_text()):
                    used.update({name: str(path) for name in names if name})
    return used


def test_every_icon_that_is_used_is_in_the_sprite():
    used = icons_used()
    assert {"truck", "house-door", "check-lg"} & used.keys()
    assert {name: path for name, path in used.items() if name not in ICONS} == {}


def test_the_sprite_is_a_small_cut_of_the_full_one():
    sprite = find_asset("icons.svg")
    assert sprite is not None
    assert sprite.body.count(b"<symbol") == len(ICONS)
    assert b'id="truck"' in sprite.body
    assert len(sprite.packed) < 40_000


def test_vendor_files_are_kept_for_a_year_under_a_content_address(client):
    page = client.get("/")
    [address] = re.findall(r'href="(/static/vendor/bootstrap.css\?v=[0-9a-f]{8})"', page.text)

    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})

    assert plain.status_code == 200
    assert "max-age=31536000" in plain.headers["Cache-Control"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_a_browser_that_has_the_file_is_told_so(client):
    etag = client.get("/static/vendor/icons.svg").headers["ETag"]
    again = client.get("/static/vendor/icons.svg", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["bootstrap.min.js", "..%2f..%2fpyproject.toml", "nothing.css"])
def test_nothing_else_of_the_package_is_served(client, name):
    assert client.get(f"/static/vendor/{name}").status_code == 404


def test_the_theme_draws_nothing_from_elsewhere():
    theme = (Path("app/static") / "theme.css").read_text()
    assert not re.search(r"url\(|@import|data:image", theme)


def test_no_template_has_inline_style_or_script():
    found = [
        f"{path}: {hit}"
        for floor in FLOORS
        for path in Path(floor).rglob("templates/**/*.html")
        for hit in re.findall(
            r"""\sstyle=|\son[a-z]+=["']|<script(?![^>]*\bsrc=)|<style""", path.read_text()
        )
    ]
    assert found == []


def test_our_own_files_are_packed_too_and_change_their_address_with_their_content(client):
    page = client.get("/").text
    for name in ("theme.css", "app.js"):
        [address] = re.findall(rf'"(/static/vendor/{name}\?v=[0-9a-f]{{8}})"', page)
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == (Path("app/static") / name).read_bytes()


def test_the_favicon_is_the_logo(client):
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")
    assert "练摊" in icon.text
