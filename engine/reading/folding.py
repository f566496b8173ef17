"""Text made comparable: one case, one way to place tone marks, single spaces, and the way back to the exact source."""

import re
import unicodedata
from dataclasses import dataclass

UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
OLD_TONE = re.compile(rf"(?<!q)(?:{'|'.join(TONES)})(?!\w)")
SAME = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "“": '"', "”": '"', "…": "."})
MARKS = dict.fromkeys(range(0x300, 0x370))  # combining marks, all to be left out
QUI = re.compile(r"\bqu(í|ì|ỉ|ĩ|ị)(?!\w)")
QUY = dict(zip("íìỉĩị", "ýỳỷỹỵ", strict=True))
QU_TONE = re.compile(r"\bq([úùủũụ])[iy](?!\w)")
QU_TONES = dict(zip("úùủũụ", "ýỳỷỹỵ", strict=True))
SLIPS = {"trươc": "trước", "truớc": "trước", "trứơc": "trước", "nhât": "nhất"}  # a mark left out or on the wrong letter
SLIP = re.compile(rf"\b(?:{'|'.join(SLIPS)})(?!\w)")
HANG = re.compile(r"\bhằng(?= (?:ngày|tuần|tháng|quý|năm|6 tháng|kỳ))")


@dataclass(frozen=True)
class Folded:
    """Folded text; ``at[i]`` is where its character ``i`` stands in the source (one entry more for the end)."""

    text: str
    at: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source's span of a span of the folded text."""
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


def fold(source: str) -> Folded:
    """Lower case, NFC, tone marks placed as in "hòa", "quí" and "qúy" as "quý", "hằng tháng" as "hàng tháng", white space single."""
    letters: list[str] = []
    places: list[int] = []
    for start, cluster in _clusters(source):
        for letter in unicodedata.normalize("NFC", cluster).translate(SAME).lower():
            space = letter.isspace() or letter in "\u200b\ufeff\xad"
            if space and (not letters or letters[-1] == " "):
                continue
            letters.append(" " if space else letter)
            places.append(start)
    return Folded(respelled("".join(letters)), (*places, len(source)))


def _clusters(source: str) -> list[tuple[int, str]]:
    """Letters with the combining marks that follow them, and where each begins."""
    result: list[tuple[int, str]] = []
    for index, letter in enumerate(source):
        if result and unicodedata.combining(letter):
            start, cluster = result[-1]
            if len(cluster) < 4:
                result[-1] = (start, cluster + letter)
        else:
            result.append((index, letter))
    return result


def respelled(text: str) -> str:
    """Lower-case text with the newer or commoner of two spellings, letter for letter."""
    text = OLD_TONE.sub(lambda found: TONES[found[0]], text)
    text = QUI.sub(lambda found: "qu" + QUY[found[1]], text)
    text = QU_TONE.sub(lambda found: "qu" + QU_TONES[found[1]], text)
    text = SLIP.sub(lambda found: SLIPS[found[0]], text)
    return HANG.sub("hàng", text)


def plain(text: str) -> str:
    """Folded text without positions, stripped: for comparing names and headings."""
    return fold(text).text.strip()


def bare(text: str) -> str:
    """Plain text without tone and vowel marks, letters and digits only: for keys and for names that OCR has bent."""
    stripped = unicodedata.normalize("NFD", plain(text).replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in stripped if not unicodedata.combining(c))))


def unmarked(text: str) -> str:
    """Small letters without tone and vowel marks, all else as it is: for a search, quick enough for thousands of titles."""
    return unicodedata.normalize("NFD", text.lower().replace("đ", "d")).translate(MARKS)


def one_line(text: str) -> str:
    """White space folded, nothing else changed: how a source phrase is quoted."""
    return " ".join(text.split())
