"""Which Chromium drives the pages, and how it gets Chinese letters without a font package."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
from playwright.sync_api import sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]
ARGS = [
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>
"""


def find() -> str | None:
    """Path of a browser: $CHROMIUM, then Playwright's own, then the system's."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch_options(path: str, cache: Path) -> dict[str, Any]:
    """What `playwright.chromium.launch` is given; `cache` is a folder for the font list."""
    args = [*ARGS, "--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else ARGS
    env = {**os.environ, "FONTCONFIG_FILE": str(write_fonts_conf(cache))}
    return {"executable_path": path, "args": args, "env": env}


def write_fonts_conf(cache: Path) -> Path:
    """Point fontconfig at the fonts in the wheel, so that Chinese shows on a bare machine."""
    fonts = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    conf = cache.absolute() / "fonts.conf"
    conf.parent.mkdir(parents=True, exist_ok=True)
    conf.write_text(FONTS_CONF.format(fonts=fonts, cache=conf.parent / "fonts"))
    return conf


if __name__ == "__main__":
    found = find()
    sys.stdout.write(f"{found or 'no Chromium found'}\n")
    raise SystemExit(found is None)
