"""Legacy Vietnamese text: TCVN3 (ABC) and VNI recognised and converted, what stays unreadable is refused."""

import re
import unicodedata

from models.errors import UnreadableFileError

TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
VNI_MARKS = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
VNI_HATS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
VNI_BREVES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
VNI_SINGLE = {"ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}
COMMON = re.compile(
    r"\b(?:và|của|các|thực hiện|kế hoạch|đơn vị|nhiệm vụ|năm|ngày|báo cáo|tổ chức|trong|được|phòng|sở)\b", re.IGNORECASE
)
VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text of some bytes and a note on how it was decoded, empty for plain UTF-8."""
    for encoding in _by_mark(content) or ("utf-8-sig",):
        try:
            return modern(unicodedata.normalize("NFC", content.decode(encoding)), name)
        except UnicodeDecodeError:
            continue
    texts = [content.decode("latin-1"), content.decode("cp1258", errors="replace")]
    best = max(
        (*(c for t in texts[:1] for c in (from_tcvn3(t), from_vni(t))), unicodedata.normalize("NFC", texts[1])),
        key=readable,
    )
    if readable(best) < 0.02:
        raise UnreadableFileError(f"{name}: bảng mã lạ — mở bằng phần mềm soạn thảo và lưu lại dạng Unicode (UTF-8)")
    return best, "converted: văn bản dùng bảng mã cũ, đã chuyển sang Unicode"


def _by_mark(content: bytes) -> tuple[str, ...]:
    return ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ()


def modern(text: str, name: str) -> tuple[str, str]:
    """Text that is Unicode by its bytes may still be TCVN3 or VNI by its letters: fonts of the nineties."""
    if not looks_legacy(text):
        return text, ""
    best = max((from_tcvn3(text), from_vni(text)), key=readable)
    if readable(best) < 0.02 or readable(best) <= readable(text):
        raise UnreadableFileError(
            f"{name}: chữ dùng bảng mã cũ (TCVN3/VNI) không chuyển được — đổi sang Unicode (ví dụ bằng UniKey) rồi thử lại"
        )
    return best, "converted: văn bản dùng bảng mã cũ (TCVN3/VNI), đã chuyển sang Unicode"


def readable(text: str) -> float:
    """The share of everyday words of an office among all words."""
    words = re.findall(r"\w+", text[:60000])
    return len(COMMON.findall(text[:60000])) / len(words) if len(words) > 20 else (1.0 if COMMON.search(text) else 0.0)


def looks_legacy(text: str) -> bool:
    """Whether letters that Vietnamese does not have stand where its own should."""
    sample = text[:60000]
    strange = len(re.findall(r"[µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÎÏÐÑªÒÓÔÕÖ×ØÜÞßäåæç«¬ëïñö÷øûüþ§¤¥¦¡¢£Ñ]", sample))
    own = len(VIETNAMESE.findall(sample))
    return strange > 30 and strange > 2 * own


def from_tcvn3(text: str) -> str:
    """TCVN3 (ABC) letters as Unicode; capitals of the capital fonts come out small."""
    return "".join(TCVN3.get(letter, letter) for letter in text)


def from_vni(text: str) -> str:
    """VNI pairs of letter and mark as Unicode."""
    result: list[str] = []
    for letter in text:
        before = result[-1] if result else ""
        made = _with_mark(before, letter)
        if made:
            result[-1] = made
        else:
            result.append(_single(letter))
    return unicodedata.normalize("NFC", "".join(result))


def _single(letter: str) -> str:
    made = VNI_SINGLE.get(letter.lower())
    return (made.upper() if letter.isupper() else made) if made else letter


def _with_mark(before: str, letter: str) -> str | None:
    low = letter.lower()
    if before and before in "aeouyơưAEOUYƠƯ" and low in VNI_MARKS:
        return before + VNI_MARKS[low]
    if before and before in "aeoAEO" and low in VNI_HATS:
        return before + "\u0302" + VNI_HATS[low]
    if before and before in "aA" and low in VNI_BREVES:
        return before + "\u0306" + VNI_BREVES[low]
    return None
