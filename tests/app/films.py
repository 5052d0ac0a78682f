"""Small MP4 files, box by box (ISO/IEC 14496-12), for tests to be good or bad with."""

import struct
from collections.abc import Sequence


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full(kind: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", flags), *parts)


def film(
    samples: Sequence[bytes] = (b"picture",),
    *,
    codec: bytes = b"vp09",
    config: bytes = b"",
    seconds: int = 2,
    size: tuple[int, int] = (320, 240),
    brand: bytes = b"isom",
    address: bytes = b"",
    more: bytes = b"",
    handler: bytes = b"vide",
) -> bytes:
    """A playable file of one track if the samples are frames of that codec; `more` stands in moov.

    `address`: another place that the data is said to be at. Times say that it was filmed once.
    """
    ftyp = box(b"ftyp", brand, struct.pack(">I", 512), b"isomiso2mp41")
    first = len(ftyp) + 8
    ticks = seconds * 1000
    width, height = size
    dates = struct.pack(">II", 3_800_000_000, 3_800_000_000)
    times = dates + struct.pack(">II", 1000, ticks)
    speed = struct.pack(">IH10x", 0x10000, 0x100)
    mvhd = full(b"mvhd", times, speed, matrix(), bytes(24), struct.pack(">I", 2))
    shape = struct.pack(">II", width << 16, height << 16)
    who = dates + struct.pack(">III", 1, 0, ticks)
    tkhd = full(b"tkhd", who, bytes(16), matrix(), shape, flags=3)
    mdhd = full(b"mdhd", times, struct.pack(">HH", 0x55C4, 0))
    hdlr = full(b"hdlr", bytes(4), handler, bytes(12), b"phone of somebody\x00")
    url = full(b"url ", address, flags=0 if address else 1)
    dinf = box(b"dinf", full(b"dref", struct.pack(">I", 1), url))
    entry = box(codec, bytes(6), struct.pack(">H", 1), bytes(16), struct.pack(">HH", width, height),
                struct.pack(">IIIH", 0x480000, 0x480000, 0, 1), bytes(32),
                struct.pack(">Hh", 24, -1), config)  # fmt: skip
    each = ticks // len(samples)
    stbl = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry),
        full(b"stts", struct.pack(">III", 1, len(samples), each)),
        full(b"stss", struct.pack(">II", 1, 1)),
        full(b"stsc", struct.pack(">IIII", 1, 1, len(samples), 1)),
        full(b"stsz", struct.pack(">II", 0, len(samples)),
             *(struct.pack(">I", len(each)) for each in samples)),
        full(b"stco", struct.pack(">II", 1, first)),
    )  # fmt: skip
    minf = box(b"minf", full(b"vmhd", bytes(8), flags=1), dinf, stbl)
    trak = box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf))
    return ftyp + box(b"mdat", *samples) + box(b"moov", mvhd, trak, more)


def matrix() -> bytes:
    return struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
