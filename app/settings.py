"""Settings come from the environment; what would be unsafe in production stops the start."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

MEGABYTE = 1024 * 1024
SECRET_LENGTH = 32
GUESSABLE = ("secret", "change", "password", "example", "development", "0123456789")


class UnsafeSettings(RuntimeError):
    """The platform would start in a state that must never meet real people."""


def load(app: Flask, given: Mapping[str, Any] | None = None) -> None:
    """Fill `app.config` from defaults, the environment and `given`, later ones winning."""
    app.config.update(defaults())
    app.config.update(from_environment(os.environ))
    app.config.update(given or {})
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    if not app.config.get("SECRET_KEY"):
        app.config["SECRET_KEY"] = kept_secret(Path(app.instance_path), app.config)
    if problems := unsafe(app.config, debug=app.debug):
        raise UnsafeSettings("The platform does not start: " + "; ".join(problems))


def defaults() -> dict[str, Any]:
    return {
        "PRODUCTION": False,
        "SQLALCHEMY_ENGINES": {"default": "sqlite:///liantan.sqlite"},
        "SQLITE_SYNCHRONOUS": "NORMAL",
        "TRUSTED_HOSTS": None,
        "PROXIES": 0,
        "METRICS_TOKEN": "",
        "LOG_LEVEL": "INFO",
        "MAX_CONTENT_LENGTH": 16 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 500,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": False,
        "RATELIMIT_STORAGE_URI": "memory://",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long form is not lost
    }


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the environment says, in the names that Flask and its extensions use."""
    found: dict[str, Any] = {}
    for name in ("SECRET_KEY", "METRICS_TOKEN", "LOG_LEVEL", "SQLITE_SYNCHRONOUS"):
        if environ.get(name):
            found[name] = environ[name]
    if environ.get("DATABASE_URL"):
        found["SQLALCHEMY_ENGINES"] = {"default": with_driver(environ["DATABASE_URL"])}
    if environ.get("REDIS_URL"):
        found["RATELIMIT_STORAGE_URI"] = environ["REDIS_URL"]
    if environ.get("TRUSTED_HOSTS"):
        found["TRUSTED_HOSTS"] = [host.strip() for host in environ["TRUSTED_HOSTS"].split(",")]
    if environ.get("PROXIES"):
        found["PROXIES"] = int(environ["PROXIES"])
    if environ.get("SESSION_COOKIE_SECURE"):
        found["SESSION_COOKIE_SECURE"] = environ["SESSION_COOKIE_SECURE"] not in ("0", "false")
    found["PRODUCTION"] = environ.get("LIANTAN_ENV", "") == "production"
    return found


def with_driver(url: str) -> str:
    """PostgreSQL is reached through psycopg 3, whatever the address leaves open."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def kept_secret(folder: Path, config: Mapping[str, Any]) -> str | None:
    """The secret made at the first start and kept beside the data, readable by its owner only."""
    path = folder / "secret_key"
    if not path.exists():
        if config.get("PRODUCTION") or config.get("TESTING"):
            return None
        write_once(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def write_once(path: Path, text: str) -> None:
    """Two processes may start at once: the file appears whole, and the first one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def unsafe(config: Mapping[str, Any], *, debug: bool) -> list[str]:
    """Why these settings must not serve; empty outside production, but for a missing secret."""
    secret = str(config.get("SECRET_KEY") or "")
    if not secret:
        return ["SECRET_KEY is missing"]
    if not config.get("PRODUCTION"):
        return []
    problems = []
    if weak(secret):
        problems.append(f"SECRET_KEY is weak: at least {SECRET_LENGTH} random characters")
    if debug or config.get("TESTING"):
        problems.append("debug and testing are for development only")
    if not config.get("TRUSTED_HOSTS"):
        problems.append("TRUSTED_HOSTS is missing: the names under which people reach the platform")
    return problems


def weak(secret: str) -> bool:
    """Short, repetitive, or made of words that people leave in."""
    low = secret.lower()
    return (
        len(secret) < SECRET_LENGTH
        or len(set(secret)) < SECRET_LENGTH // 3
        or any(word in low for word in GUESSABLE)
    )
