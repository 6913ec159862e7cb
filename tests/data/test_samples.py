"""Samples have the right values, and a picture of one's own is read or refused with a reason."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from helpers.core.arrays import Array
from helpers.data import image_file, samples

DIGESTS = {
    "cat": ((300, 451, 3), "416b729128bfb2c3d1eb69bf9b1734a796293abc17939267b2dc94f8a5784031"),
    "coffee": ((400, 600, 3), "0ce2b51640b9c95f19617f03eabf40c3f0368589cc1ee1190b70966165ac184f"),
    "photographer": (
        (512, 512),
        "5cb24482a53416f99052258be2b1ee38cd31c559a70c8a8b321cba231b332e21",
    ),
    "bricks": ((512, 512), "664a145c5253f0d66db1a12776785f0ea35a44cc7447ffc933f6d6118dc58643"),
}
"""Shape and digest of each photograph as scikit-image 0.26.0 has it.

In this order: chelsea, coffee, camera and brick of ``skimage.data``.
"""

DIGITS = {
    (1797, 8, 8): "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3",
    (1797,): "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0",
}
"""Shapes and digests of the pictures and labels that ``load_digits`` of scikit-learn 1.9.1 has."""


def sha256(array: Array) -> str:
    """The digest of an array's values, which all fit into a byte."""
    small = array.astype(np.uint8)
    assert (small == array).all()
    return hashlib.sha256(small.tobytes()).hexdigest()


def test_samples_are_whole_numbers_in_their_ranges() -> None:
    for name in ("cross", "edge", "diagonal", "square", "dot", "checkers", "ramp", "hill"):
        for size in (3, 6, 7, 16):
            made = samples.pattern(name, size)
            assert made.shape == (size, size)
            assert made.min() >= 0
            assert made.max() <= 9
            assert len(np.unique(made)) > 1 or (name, size) == ("square", 3), (name, size)
    for number in range(10):
        made = samples.digit(number, example=4)
        assert made.shape == (8, 8)
        assert made.dtype == np.int64
        assert 0 <= made.min() < made.max() <= 16
    for name in samples.PHOTOGRAPHS:
        made = samples.photograph(name, size=50)
        assert max(made.shape) == 50
        assert 0 <= made.min() < made.max() <= 255
        assert samples.photograph(name, size=50, grey=True).ndim == 2
    for name in ("pulse", "step", "ramp", "wave", "noisy"):
        assert samples.signal(name, 30).shape == (30,)
    np.testing.assert_array_equal(samples.signal("noisy"), samples.signal("noisy"))


def test_kernels_do_what_their_names_say() -> None:
    from helpers.core import reference

    even, picture = np.full((5, 5), 7), samples.pattern("hill", 7)
    for name, kernel in samples.KERNELS.items():
        flat = 0 if name in ("sobel x", "sobel y", "laplacian") else 7
        np.testing.assert_allclose(reference.conv2d(even, kernel), flat, atol=1e-12)
    np.testing.assert_array_equal(
        reference.conv2d(picture, samples.KERNELS["identity"]), picture[1:-1, 1:-1]
    )
    vertical_edge = samples.pattern("edge", 6)
    assert reference.conv2d(vertical_edge, samples.KERNELS["sobel x"]).any()
    assert not reference.conv2d(vertical_edge, samples.KERNELS["sobel y"]).any()


@pytest.mark.parametrize("call", [samples.pattern, samples.signal, samples.photograph])
def test_unknown_names_are_answered_with_the_known_ones(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"must be one of .*received 'nothing'"):
        call("nothing")


def test_digits_that_are_none() -> None:
    with pytest.raises(ValueError, match="0 … 9; received 12"):
        samples.digit(12)
    with pytest.raises(ValueError, match="example must be 0 … "):
        samples.digit(3, example=9999)


CASES = Path(__file__).parents[3] / "shared" / "cases"
MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"]


@pytest.mark.parametrize("mode", MODES)
def test_own_pictures_of_every_mode(mode: str, tmp_path: Path) -> None:
    ending = {"CMYK": "jpg", "F": "tiff", "I": "tiff"}.get(mode, "png")
    made = Image.new("RGB", (60, 30), (200, 100, 50)).convert("L" if mode[0] in "IF" else "RGB")
    path = tmp_path / f"mine.{ending}"
    made.convert(mode).save(path)
    for grey in (True, False):
        read = samples.picture(path, size=20, grey=grey)
        assert read.shape[:2] == (10, 20)
        assert 0 <= read.min() <= read.max() <= 255
        if grey:
            assert read.ndim == 2
    if mode == "RGB":
        np.testing.assert_allclose(samples.picture(path)[0, 0], (200, 100, 50))


def test_transparent_becomes_white_and_sideways_becomes_upright(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert samples.picture(tmp_path / "clear.png").min() == 255
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter, as telephones store portraits
    Image.new("RGB", (40, 20)).save(tmp_path / "side.jpg", exif=exif)
    assert samples.picture(tmp_path / "side.jpg").shape == (40, 20, 3)


def test_a_missing_picture_names_its_neighbours(tmp_path: Path) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "cat.png")
    with pytest.raises(FileNotFoundError, match=r"no file 'dog\.png'.*cat\.png"):
        samples.picture(tmp_path / "dog.png")


def bomb(side: int) -> bytes:
    """Return a PNG file of a few bytes that claims to be ``side`` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def test_broken_huge_and_hostile_files(tmp_path: Path) -> None:
    good = tmp_path / "good.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (99, 99), np.uint8)).save(good)
    cases = {
        "text.png": (b"hello", "not a picture"),
        "empty.png": (b"", "not a picture"),
        "cut.png": (good.read_bytes()[:-3000], "broken or cut off"),
        "wide.png": (bomb(9_000), "9000 by 9000 pixels"),
        "bomb.png": (bomb(60_000), "far too many pixels|60000 by 60000"),
        "page.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
    }
    for name, (content, message) in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=f"{name}.*({message})"):
            samples.picture(tmp_path / name)
    with (tmp_path / "long.png").open("wb") as file:
        file.truncate(image_file.MOST_BYTES + 1)
    with pytest.raises(ValueError, match=r"long\.png has 50,000,001 bytes"):
        samples.picture(tmp_path / "long.png")


def png_with(chunks: list[tuple[bytes, bytes]]) -> bytes:
    """Return a PNG file of a grey picture with more chunks behind its header."""
    file = io.BytesIO()
    Image.new("RGB", (8, 4), (9, 99, 199)).save(file, "PNG")
    content = file.getvalue()
    extra = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return content[:33] + extra + content[33:]


def jpeg_with(segments: list[tuple[int, bytes]]) -> bytes:
    """Return a JPEG file with more segments behind its start."""
    file = io.BytesIO()
    Image.new("RGB", (8, 4), (9, 99, 199)).save(file, "JPEG", quality=95)
    content = file.getvalue()
    extra = b"".join(
        bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data for kind, data in segments
    )
    return content[:2] + extra + content[2:]


UNREADABLE = {
    "text too long": png_with([(b"zTXt", b"note\0\0" + zlib.compress(b"a" * 2_000_000))]),
    "no such compression": png_with([(b"zTXt", b"note\0\7abc")]),
    "profile": png_with([(b"tEXt", b"Raw profile type exif\0\nexif\n 9\nzz zz")]),
    "colour profile": png_with([(b"iCCP", b"name\0\1nonsense")]),
    "cut exif": png_with([(b"eXIf", b"MM\0*\0\0\0\x08\0\x63")]),
    "exif that is none": jpeg_with([(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff")]),
    "exif in circles": jpeg_with([(0xE1, b"Exif\0\0II*\0\x08\0\0\0\1\0" + b"\x12\1" * 6)]),
    "many pictures": jpeg_with([(0xE2, b"MPF\0II*\0\x08\0\0\0\xff\xff")]),
    "photoshop": jpeg_with([(0xED, b"Photoshop 3.0\x008BIM\4\4\xff\xff\xff")]),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_metadata_that_cannot_be_read_do_not_matter(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.bin"
    path.write_bytes(UNREADABLE[name])
    read = samples.picture(path)
    assert read.shape == (4, 8, 3)
    np.testing.assert_allclose(read[0, 0], (9, 99, 199), atol=4)


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_a_file_that_is_cut_or_changed_anywhere_is_read_or_refused(
    cut: int, tmp_path: Path
) -> None:
    for content in UNREADABLE.values():
        for broken in (content[:cut], content[:cut] + b"\xff\xff" + content[cut + 2 :]):
            path = tmp_path / "mine.png"
            path.write_bytes(broken)
            said = "mine.png "
            try:
                shape = samples.picture(path).shape[:2]
            except ValueError as error:
                shape, said = (4, 8), str(error)
            assert shape == (4, 8)
            assert said.startswith("mine.png ")


def test_what_is_no_number_is_said(tmp_path: Path) -> None:
    values = np.linspace(-1e38, 1e38, 12).astype(np.float32).reshape(3, 4)
    Image.fromarray(values).save(tmp_path / "wide.tif")
    wide = samples.picture(tmp_path / "wide.tif")
    assert (wide.min(), wide.max()) == (0, 255)
    values[0, :2] = np.inf, np.nan
    Image.fromarray(values).save(tmp_path / "holes.tif")
    with pytest.raises(ValueError, match=r"holes\.tif has 2 pixels that are infinite"):
        samples.picture(tmp_path / "holes.tif")


@pytest.mark.skipif(not CASES.exists(), reason="the files of real people lie beside the checkout")
@pytest.mark.parametrize(
    "name", ["exif_signed_rational_neg.jpg", "png_rawprofile_bad.png", "png_text_2MB.png"]
)
def test_files_that_real_people_have(name: str) -> None:
    assert samples.picture(CASES / name).ndim == 3


@pytest.mark.parametrize("name", samples.PHOTOGRAPHS)
def test_photographs_are_those_of_scikit_image(name: str) -> None:
    made = samples.photograph(name)
    assert made.dtype == np.int64
    assert (made.shape, sha256(made)) == DIGESTS[name]


def test_digits_are_those_of_scikit_learn() -> None:
    found = samples.digits()
    assert {array.shape: sha256(array) for array in found} == DIGITS
    assert {array.dtype for array in found} == {np.dtype(np.int64)}
    samples.digit(3)[0, 0] = 99
    assert samples.digits()[0].max() == 16, "a picture handed out is a copy"


def test_every_stored_picture_has_its_author_and_licence() -> None:
    stored = {path.name for path in samples.PICTURES.iterdir()} - {"LICENSES.md"}
    assert stored == {*(f"{name}.webp" for name in samples.PHOTOGRAPHS), "digits.csv.gz"}
    text = (samples.PICTURES / "LICENSES.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \|(.*)\|$", text, re.M))
    assert rows.keys() == stored
    for name, row in rows.items():
        cells = [cell.strip() for cell in row.split("|")]
        assert len(cells) == 4
        assert all(cells), name
        assert "CC BY 4.0" in cells[-1] if name == "digits.csv.gz" else "CC0 1.0" in cells[-1]
