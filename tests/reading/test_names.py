"""Who does something, as the document writes it, and which code the directory has for it."""

import pytest

from engine.reading.actors import cooperators_in, names_in, subject_of
from engine.reading.matching import Matcher, Named, normal_name
from engine.reading.passages import Passage
from engine.reading.recipients import receiving_unit, recipient_in
from engine.reading.sentences import segments_of, subject_in

DIRECTORY = (
    Named("ubnd-a", "UBND tỉnh An Hà"),
    Named("syt-a", "Sở Y tế An Hà", ("Sở Y tế",), "ubnd-a"),
    Named("vp-syt-a", "Văn phòng Sở Y tế", ("Văn phòng Sở", "Văn phòng"), "syt-a"),
    Named("cdc-a", "Trung tâm Kiểm soát bệnh tật", ("CDC",), "syt-a"),
    Named("stttt-a", "Sở Thông tin và Truyền thông An Hà", ("Sở Thông tin và Truyền thông",), "ubnd-a"),
    Named("dvtt-a", "Các đơn vị trực thuộc", ("Các đơn vị",), None, ("cdc-a",)),
    Named("ubnd-b", "UBND tỉnh Bắc Sơn"),
    Named("syt-b", "Sở Y tế Bắc Sơn", ("Sở Y tế",), "ubnd-b"),
    Named("vp-syt-b", "Văn phòng Sở Y tế", ("Văn phòng Sở",), "syt-b"),
)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Văn phòng Sở Y tế thực hiện kiểm tra", ["Văn phòng Sở Y tế"]),
        (
            "Các phòng, ban cơ quan Sở và các đơn vị trực thuộc căn cứ kế hoạch",
            ["Các phòng, ban cơ quan Sở", "các đơn vị trực thuộc"],
        ),
        ("Sở Thông tin và Truyền thông chủ trì, phối hợp", ["Sở Thông tin và Truyền thông"]),
        ("UBND các huyện, thị xã, thành phố báo cáo", ["UBND các huyện, thị xã, thành phố"]),
        ("Các sở, ban, ngành và đoàn thể cấp tỉnh xây dựng kế hoạch", ["Các sở, ban, ngành và đoàn thể cấp tỉnh"]),
        ("Phòng Quản lý công trình kiểm tra đê", ["Phòng Quản lý công trình"]),
        ("Giao Văn phòng Sở bố trí kinh phí", ["Văn phòng Sở"]),
        ("Văn phòng HĐND và UBND xã: tham mưu", ["Văn phòng HĐND và UBND xã"]),
        ("Mỗi phòng/ban có nhiều hồ sơ cử cán bộ", ["Mỗi phòng/ban có nhiều hồ sơ"]),
        ("Phòng Quản lý xây dựng thẩm định hồ sơ", ["Phòng Quản lý xây dựng"]),
        ("Hội đồng thẩm định hoàn thành việc thẩm định", ["Hội đồng thẩm định"]),
        ("UBND các xã, các chủ đầu tư báo cáo Sở", ["UBND các xã", "các chủ đầu tư"]),
        ("Phòng Quy hoạch (đầu mối), Phòng Đô thị lập danh mục", ["Phòng Quy hoạch", "Phòng Đô thị"]),
        ("Phòng Giám sát, kiểm tra và Xử lý vi phạm báo cáo", ["Phòng Giám sát, kiểm tra và Xử lý vi phạm"]),
        (
            "Đội Cảnh sát quản lý hành chính về trật tự xã hội lập danh sách",
            ["Đội Cảnh sát quản lý hành chính về trật tự xã hội"],
        ),
        ("Thanh tra Sở thanh tra 03 đơn vị", ["Thanh tra Sở"]),
        ("Các xã, phường báo cáo", ["Các xã, phường"]),
        ("Phòng Tài vụ hoàn tất hồ sơ", ["Phòng Tài vụ"]),
        ("Các cấp công đoàn vận động đoàn viên", ["Các cấp công đoàn"]),
        (
            "Các cơ sở có hệ thống xử lý nước thải tự động nộp số liệu",
            ["Các cơ sở có hệ thống xử lý nước thải tự động"],
        ),
        ("Các công ty có trạm quan trắc truyền dữ liệu về Sở", ["Các công ty có trạm quan trắc"]),
        ("Đồng chí Trần Văn Mẫu, Phó Giám đốc: chỉ đạo chung", ["Đồng chí Trần Văn Mẫu, Phó Giám đốc"]),
    ],
)
def test_the_subject_ends_where_the_verb_begins(sentence, names):
    found = subject_of(sentence)
    assert found
    assert list(found.names) == names


@pytest.mark.parametrize(
    "sentence",
    [
        "Tổ chức hội nghị",
        "Báo cáo kết quả",
        "Phòng, chống dịch bệnh",
        "Bộ thủ tục hành chính được công khai",
        "100% hồ sơ đúng hạn",
    ],
)
def test_what_only_looks_like_an_office_is_no_subject(sentence):
    assert subject_of(sentence) is None


def test_a_subject_after_an_adverbial_is_found():
    found = subject_in("Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị báo cáo Sở")
    assert found
    assert found.names == ("các đơn vị",)


def test_a_known_name_ends_a_subject_before_a_verb_that_names_use_too():
    found = subject_of("Phòng Kế hoạch tổng hợp tổng hợp số liệu", ("phòng kế hoạch tổng hợp",))
    assert found
    assert found.names == ("Phòng Kế hoạch tổng hợp",)


def test_a_cell_of_names_is_cut_at_names_only():
    assert names_in("Văn phòng Sở; Các đơn vị trực thuộc") == ["Văn phòng Sở", "Các đơn vị trực thuộc"]
    assert names_in("Sở Văn hóa, Thể thao và Du lịch") == ["Sở Văn hóa, Thể thao và Du lịch"]


def test_cooperators_and_recipients_are_read():
    text = (
        "Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra, gửi báo cáo về UBND tỉnh (qua Văn phòng) trước ngày 5/6"
    )
    assert cooperators_in(text) == ["Công an tỉnh"]
    assert recipient_in(text) == "UBND tỉnh (qua Văn phòng)"
    assert receiving_unit("UBND tỉnh (qua Văn phòng)") == "Văn phòng"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Văn phòng Sở Y tế", "vp-syt-a"),
        ("VP Sở", "vp-syt-a"),
        ("TTKSBT", "cdc-a"),
        ("Thủ trưởng các đơn vị trực thuộc", "dvtt-a"),
        ("Sở TT và Truyền thông", "stttt-a"),
        ("Trung tâm Kiểm soát bênh tật", "cdc-a"),
        ("Trung tâm Kiểm soát bênh tật 2", None),
        ("Sở Xây dựng", None),
    ],
)
def test_a_name_is_matched_within_the_office_that_issued_the_plan(name, code):
    assert Matcher(DIRECTORY, "Sở Y tế tỉnh An Hà").code_of(name) == code


@pytest.mark.parametrize("name", ["Trung tâm Kiểm soát bệnh tật", "Sở Thông tin và Truyền thông", "Các đơn vị"])
@pytest.mark.parametrize("issuer", ["Sở Xây dựng tỉnh Lam Hà", "Sở Y tế", "UBND huyện Lam Hà"])
def test_no_name_is_matched_where_the_issuer_is_not_in_the_directory(issuer, name):
    assert Matcher(DIRECTORY, issuer, "tỉnh Lam Hà").code_of(name) is None


def test_a_sentence_with_a_second_actor_and_time_is_two():
    text = "Các phòng gửi báo cáo trước ngày 15/6, Văn phòng Sở tổng hợp trình Giám đốc trước ngày 20/6."
    found = segments_of(Passage(text, tuple(range(len(text)))))
    assert [piece.text.split(" gửi")[0].split(" tổng")[0] for piece in found] == ["Các phòng", "Văn phòng Sở"]


def test_of_two_offices_with_one_name_the_place_in_the_text_decides():
    assert Matcher(DIRECTORY, "Sở Y tế", "nhân dân tỉnh Bắc Sơn").issuer == "syt-b"
    assert Matcher(DIRECTORY, "Sở Y tế", "không nói nơi nào").issuer is None


def test_names_are_compared_without_marks_and_with_abbreviations_written_out():
    assert normal_name("UBND tỉnh") == normal_name("Ủy ban nhân dân tỉnh")


def test_a_place_is_not_found_in_part_of_another_word():
    entries = (Named("syt-h", "Sở Y tế Hà Tĩnh", ("Sở Y tế",)), Named("syt-t", "Sở Y tế Thanh Hóa", ("Sở Y tế",)))
    assert Matcher(entries, "Sở Y tế", "hà hà hà, tỉnh Thanh Hóa").issuer == "syt-t"


def test_the_leaders_of_the_office_are_the_office():
    assert Matcher(DIRECTORY, "Sở Y tế tỉnh An Hà").code_of("Lãnh đạo Sở") == "syt-a"
