"""What a file is, by its first bytes and for office documents by what is inside: never by its name or claimed type.

Only what is listed here is kept. Everything else is refused: SVG and HTML (scripts), archives, programs, macros.
"""

import io
import zipfile

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"
_OFFICE = "application/vnd.openxmlformats-officedocument"

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": "audio/wav"}
_BRANDS = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime"}
_MP4_BRANDS = (b"iso", b"mp4", b"avc", b"dash", b"M4V", b"MSNV", b"mmp4")
_INSIDE = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
}


def type_of(content: bytes) -> str | None:
    """The MIME type, or None for what is not kept."""
    for start, mime in _STARTS:
        if content.startswith(start):
            return mime
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12])
    if content[4:8] == b"ftyp":
        return _of_brand(content[8:12])
    if content.startswith(b"PK\x03\x04"):
        return _of_archive(content)
    return _of_audio_frame(content[:2])


def _of_brand(brand: bytes) -> str | None:
    """MP4 and its relatives; HEIF and AVIF pictures share the container and are not kept."""
    if brand.startswith(b"3g"):
        return "video/3gpp"
    return _BRANDS.get(brand) or ("video/mp4" if brand.startswith(_MP4_BRANDS) else None)


def _of_audio_frame(start: bytes) -> str | None:
    """MP3 and AAC without a header of their own: the frame's eleven or twelve bits of ones."""
    if len(start) < 2 or start[0] != 0xFF:
        return None
    if start[1] & 0xF6 == 0xF0:
        return "audio/aac"
    return "audio/mpeg" if start[1] & 0xE0 == 0xE0 and start[1] & 0x06 else None


def _of_archive(content: bytes) -> str | None:
    """A Word or Excel document without macros; any other archive is none of ours."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((mime for name, mime in _INSIDE.items() if name in names), None)
