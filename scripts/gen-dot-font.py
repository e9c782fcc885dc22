#!/usr/bin/python3
"""
Makes device/fonts/hall-dots-24.bin: characters as 24-dot bitmaps, for what a printer's own font lacks.

Sources are two open fonts of Debian (fonts-noto-cjk, fonts-hanazono), both under the SIL Open Font License 1.1:
Noto Sans Mono CJK SC for all it has, Hanazono Mincho for the rare characters beyond it (extensions B to F).
Run it with Debian's own python3 and python3-pil, python3-fonttools; the result is committed.

File, little-endian:  'HKD1'  u16 pages  pages x { u16 page, u32 offset, u16 bytes }  pages, each raw deflate of
    32 bytes: which of the 256 characters of the page there are, most significant bit first
    32 bytes: which of them are full width (24 dots); the others are 12 dots
    the glyphs in order: byte columns of 24 rows each, 3 of them at full width, 2 at half width
"""
import struct
import sys
import unicodedata
import zlib

from fontTools.ttLib import TTCollection, TTFont
from PIL import Image, ImageDraw, ImageFont

DOTS = 24
NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
NOTO_INDEX = 7  # Noto Sans Mono CJK SC
HANAZONO = ["/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"]
BASELINE = 20
# Half-width letters reach lower below their line than Chinese characters do.
NARROW_BASELINE = 19
# Thin strokes of a Mincho face vanish at half grey.
HANAZONO_THRESHOLD = 80


def wanted(code):
    char = chr(code)
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Mn", "Me") or 0xFE00 <= code <= 0xFE0F:
        return False
    return True


def drawn(font, char, mono, width):
    image = Image.new("1" if mono else "L", (DOTS, DOTS), 0)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1" if mono else "L"
    baseline = NARROW_BASELINE if width < DOTS else BASELINE if mono else BASELINE + 0.4
    pen.text((0, baseline), char, font=font, fill=1 if mono else 255, anchor="ls")
    if not mono:
        image = image.point(lambda grey: 255 if grey > HANAZONO_THRESHOLD else 0).convert("1")
    rows = image.tobytes()
    return bytes(rows[row * 3 + column] for column in range(3 if width == DOTS else 2) for row in range(DOTS))


def is_narrow(code):
    """Latin letters with marks, and others that no Chinese character set has: they stand beside the half-width ASCII."""
    if code >= 0x2000 or unicodedata.east_asian_width(chr(code)) in "WF":
        return False
    if unicodedata.name(chr(code), "").startswith("LATIN "):
        return True
    try:
        return len(chr(code).encode("gbk")) == 1
    except UnicodeEncodeError:
        return True


def squeezed(path, index, char, em_width):
    """A proportional letter pressed into half width: drawn large, then made smaller across than down."""
    scale = 8
    font = ImageFont.truetype(path, DOTS * scale, index=index)
    wide = max(DOTS // 2 * scale, round(em_width * DOTS * scale))
    image = Image.new("L", (wide, DOTS * scale), 0)
    ImageDraw.Draw(image).text((0, NARROW_BASELINE * scale), char, font=font, fill=255, anchor="ls")
    image = image.resize((DOTS // 2, DOTS), Image.Resampling.BOX)
    cell = Image.new("1", (DOTS, DOTS), 0)
    cell.paste(image.point(lambda grey: 255 if grey > 105 else 0).convert("1"), (0, 0))
    rows = cell.tobytes()
    return bytes(rows[row * 3 + column] for column in range(2) for row in range(DOTS))


def main(target):
    glyphs = {}
    noto_face = TTCollection(NOTO, lazy=True).fonts[NOTO_INDEX]
    noto_advance = noto_face["hmtx"]
    em = noto_face["head"].unitsPerEm
    noto = ImageFont.truetype(NOTO, DOTS, index=NOTO_INDEX)
    for code, name in noto_face.getBestCmap().items():
        if wanted(code):
            advance = noto_advance[name][0]
            if advance > em // 2 and is_narrow(code):
                glyphs[code] = (DOTS // 2, squeezed(NOTO, NOTO_INDEX, chr(code), advance / em))
                continue
            width = DOTS // 2 if advance <= em // 2 else DOTS
            glyphs[code] = (width, drawn(noto, chr(code), True, width))
    for path in HANAZONO:
        face = TTFont(path, lazy=True)
        font = ImageFont.truetype(path, DOTS)
        for code in face.getBestCmap():
            is_han = 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x2FA1F
            if code not in glyphs and wanted(code) and (is_han or 0x2000 <= code <= 0x33FF):
                glyphs[code] = (DOTS, drawn(font, chr(code), False, DOTS))
    pages = {}
    for code in sorted(glyphs):
        pages.setdefault(code >> 8, []).append(code)
    packed = []
    for page, codes in pages.items():
        there, full = bytearray(32), bytearray(32)
        for code in codes:
            there[(code & 255) >> 3] |= 0x80 >> (code & 7)
            if glyphs[code][0] == DOTS:
                full[(code & 255) >> 3] |= 0x80 >> (code & 7)
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
        body = bytes(there) + bytes(full) + b"".join(glyphs[code][1] for code in codes)
        packed.append((page, squeeze.compress(body) + squeeze.flush()))
    offset = 6 + 8 * len(packed)
    index = b"HKD1" + struct.pack("<H", len(packed))
    for page, body in packed:
        index += struct.pack("<HIH", page, offset, len(body))
        offset += len(body)
    with open(target, "wb") as file:
        file.write(index + b"".join(body for _, body in packed))
    print(f"{len(glyphs)} characters in {len(packed)} pages, {offset} bytes")


main(sys.argv[1] if len(sys.argv) > 1 else "device/fonts/hall-dots-24.bin")
