"""The file of a backup: a plain tar that any tool can list, read here without trusting it.

The first member lists all others with size and SHA-256, the second signs that list with the
platform's secret. Nothing after them is read before the signature holds, and then only what the
list promises, in its order, byte for byte: no links, no other names, no surprise in size.
"""

import hashlib
import hmac
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from flask_babel import gettext as _

from app.errors import Invalid

FORMAT = 1
BLOCK = 512
CHUNK = 1024 * 1024
LARGEST_MANIFEST = 64 * 1024 * 1024
NAME = re.compile(r"database|files/[0-9a-f]{2}/[0-9a-f]{64}")
LIST, SIGNATURE = "manifest.json", "manifest.sig"


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself, once its signature holds."""

    about: Mapping[str, Any]
    members: Sequence[Member]

    @property
    def size(self) -> int:
        return sum(member.size for member in self.members)


def write(target: Path, about: Mapping[str, Any], parts: Mapping[str, Path], key: bytes) -> None:
    """Write and sign a backup; `target` appears whole, synced and for its owner only, or not."""
    members = [Member(name, path.stat().st_size, digest(path)) for name, path in parts.items()]
    said = {"format": FORMAT, **about, "members": [as_dict(member) for member in members]}
    manifest = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode()
    half = target.with_name(f".{target.name}.part")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        put(out, LIST, manifest)
        put(out, SIGNATURE, sign(manifest, key).encode())
        for member in members:
            put_file(out, member, parts[member.name])
        out.write(bytes(2 * BLOCK))
        out.flush()
        os.fsync(out.fileno())
    half.replace(target)


def unpack(source: IO[bytes], key: bytes, folder: Path | None) -> Manifest:
    """Check a whole backup and lay its parts into `folder`; without one it is only checked."""
    manifest = read_manifest(source, key)
    for member in manifest.members:
        header(source, member.name, member.size)
        with opened(folder, member.name) as out:
            found = hashlib.sha256()
            for chunk in body(source, member.size):
                found.update(chunk)
                out.write(chunk)
        if found.hexdigest() != member.sha256:
            raise damaged(_("%(name)s 的内容与清单不符", name=member.name))
    if source.read(BLOCK).strip(b"\0"):
        raise damaged(_("清单以外还有别的内容"))
    return manifest


def read_manifest(source: IO[bytes], key: bytes) -> Manifest:
    """The list of a backup, or Invalid if the platform's secret did not sign it."""
    raw = whole(source, LIST, LARGEST_MANIFEST)
    signature = whole(source, SIGNATURE, 200)
    if not hmac.compare_digest(signature, sign(raw, key).encode()):
        raise Invalid(
            _("备份的签名不对：不是本平台做的，或被改过"),
            next_step=_("换一份备份，或先把当时的 SECRET_KEY 放回来"),
        )
    said = json.loads(raw)
    if said.pop("format", None) != FORMAT:
        raise Invalid(_("备份的格式版本不认识"), next_step=_("请用做备份的那个版本来恢复"))
    members = [Member(**one) for one in said.pop("members")]
    if any(not NAME.fullmatch(member.name) for member in members):
        raise damaged(_("清单里有不允许的文件名"))
    return Manifest(said, members)


def sign(manifest: bytes, key: bytes) -> str:
    return hmac.new(key, manifest, hashlib.sha256).hexdigest()


def key_from(secret: str) -> bytes:
    """The signing key is derived, so that a signature tells nothing about sessions."""
    return hmac.new(secret.encode(), b"liantan backup", hashlib.sha256).digest()


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def as_dict(member: Member) -> dict[str, Any]:
    return {"name": member.name, "size": member.size, "sha256": member.sha256}


def put(out: IO[bytes], name: str, content: bytes) -> None:
    out.write(head(name, len(content)))
    out.write(content + bytes(-len(content) % BLOCK))


def put_file(out: IO[bytes], member: Member, path: Path) -> None:
    out.write(head(member.name, member.size))
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            out.write(chunk)
    out.write(bytes(-member.size % BLOCK))


def head(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def header(source: IO[bytes], name: str, size: int | None = None) -> int:
    """Read one header by hand: an ordinary file of this name, or Invalid. Returns its size."""
    try:
        info = tarfile.TarInfo.frombuf(source.read(BLOCK), "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError) as error:
        raise damaged(_("这不是练摊的备份文件")) from error
    if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or info.name != name:
        raise damaged(_("这里应当是 %(name)s", name=name))
    if info.size < 0 or (size is not None and info.size != size):
        raise damaged(_("%(name)s 的大小与清单不符", name=name))
    return info.size


def whole(source: IO[bytes], name: str, largest: int) -> bytes:
    size = header(source, name)
    if size > largest:
        raise damaged(_("%(name)s 大得不合理", name=name))
    return b"".join(body(source, size))


def body(source: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left:
        chunk = source.read(min(left, CHUNK))
        if not chunk:
            raise damaged(_("文件不完整"))
        left -= len(chunk)
        yield chunk
    source.read(-size % BLOCK)


def opened(folder: Path | None, name: str) -> IO[bytes]:
    """A new file for a member: the name has been checked, and nothing is ever overwritten."""
    path = Path(os.devnull) if folder is None else folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("wb" if folder is None else "xb")


def damaged(what: str) -> Invalid:
    return Invalid(
        _("备份不能用：%(what)s", what=what), next_step=_("没有改动任何数据；请换一份备份")
    )
