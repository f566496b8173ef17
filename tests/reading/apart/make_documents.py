"""Writes the Word and PDF documents of this folder; run by hand after a change, with the folder of the DejaVu fonts as argument."""

import io
import sys
from pathlib import Path

import pypdfium2
from docx import Document
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

HERE = Path(__file__).parent
GRID = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def words(path: Path) -> None:
    """A plan of an agricultural office with automatic numbers and merged cells."""
    document = Document()
    head = document.add_table(1, 2)
    head.rows[0].cells[0].text = "UBND TỈNH SÔNG LAM\nSỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN\nSố: 118/KH-SNN"
    head.rows[0].cells[
        1
    ].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSông Lam, ngày 06 tháng 4 năm 2020"
    for text in ("KẾ HOẠCH", "Phòng, chống bệnh dịch tả lợn châu Phi năm 2020"):
        document.add_paragraph(text)
    document.add_paragraph(
        "Căn cứ Luật Thú y năm 2015; Quyết định số 972/QĐ-TTg ngày 07/7/2020 của Thủ tướng Chính phủ; Sở Nông nghiệp và Phát triển nông thôn xây dựng Kế hoạch như sau:"
    )
    document.add_paragraph("I. NHIỆM VỤ CỤ THỂ")
    for text in (
        "Chi cục Chăn nuôi và Thú y lấy mẫu giám sát tại các chợ đầu mối mỗi tháng một lần, gửi kết quả về Sở trước ngày 28 hằng tháng.",
        "Trạm Chăn nuôi và Thú y các huyện thống kê đàn lợn, hoàn thành trong tháng 5/2020.",
        "Trung tâm Khuyến nông tổ chức ít nhất 06 lớp tập huấn cho hộ chăn nuôi, xong trước 30/9.",
    ):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("II. PHÂN CÔNG THỰC HIỆN")
    rows = [
        ("TT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện"),
        ("1", "Mua hóa chất sát trùng", "Phòng Kế hoạch - Tài chính", "Chi cục Chăn nuôi và Thú y", "Quý II/2020"),
        ("2", "Phun khử trùng đợt 1", "Chi cục Chăn nuôi và Thú y", "UBND các xã", "Từ 15/5 đến 30/5/2020"),
        ("3", "Phun khử trùng đợt 2", "Chi cục Chăn nuôi và Thú y", "UBND các xã", "Tháng 9-10/2020"),
        ("4", "Trực tiếp nhận tin báo dịch", "Chi cục Chăn nuôi và Thú y", "", "Hằng ngày"),
        ("5", "Sơ kết 6 tháng đầu năm", "Văn phòng Sở", "Các đơn vị thuộc Sở", "Trước ngày 10/7/2020"),
    ]
    table = document.add_table(len(rows), 5)
    table.style = "Table Grid"
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            table.rows[number].cells[place].text = text
    table.rows[2].cells[2].merge(table.rows[4].cells[2])
    document.add_paragraph("III. TỔ CHỨC THỰC HIỆN")
    for text in (
        "1. Chi cục Chăn nuôi và Thú y là đơn vị thường trực, theo dõi, đôn đốc; báo cáo Giám đốc Sở vào thứ Sáu hằng tuần.",
        "2. Đề nghị UBND các huyện, thành phố bố trí kinh phí dự phòng và chỉ đạo các xã thực hiện.",
        "3. Khi phát hiện ổ dịch, Trạm Chăn nuôi và Thú y các huyện báo cáo Chi cục Chăn nuôi và Thú y trong vòng 24 giờ.",
        "Nơi nhận:", "- UBND tỉnh (báo cáo);", "- Lưu: VT, CNTY.", "GIÁM ĐỐC", "Hoàng Văn Lợi",
    ):  # fmt: skip
        document.add_paragraph(text)
    document.save(str(path))


def printed(path: Path, fonts: Path) -> None:
    """A plan of an education office as PDF: two columns in the head, a ruled table over two pages, page numbers."""
    pdfmetrics.registerFont(TTFont("plain", str(fonts / "DejaVuSerif.ttf")))
    body = ParagraphStyle(
        "body", fontName="plain", fontSize=13, leading=18, alignment=TA_JUSTIFY, spaceAfter=6, firstLineIndent=10 * mm
    )
    middle = ParagraphStyle("middle", parent=body, alignment=TA_CENTER, firstLineIndent=0)
    cell = ParagraphStyle("cell", parent=body, fontSize=11, leading=14, firstLineIndent=0, alignment=0)
    head = Table(
        [
            [
                Paragraph("UBND HUYỆN TÂN PHÚ<br/>PHÒNG GIÁO DỤC VÀ ĐÀO TẠO<br/>Số: 204/KH-PGDĐT", middle),
                Paragraph(
                    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br/>Độc lập - Tự do - Hạnh phúc<br/>Tân Phú, ngày 28 tháng 8 năm 2023",
                    middle,
                ),
            ]
        ],
        colWidths=[75 * mm, 90 * mm],
    )
    parts = [
        head,
        Spacer(1, 6 * mm),
        Paragraph("KẾ HOẠCH", middle),
        Paragraph("Bảo đảm an toàn trường học năm học 2023-2024", middle),
    ]
    texts = [
        "Căn cứ Thông tư số 18/2023/TT-BGDĐT ngày 26/10/2023; Kế hoạch số 1502/KH-SGDĐT ngày 10/8/2023 của Sở Giáo dục và Đào tạo, Phòng Giáo dục và Đào tạo xây dựng Kế hoạch như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "Xây dựng môi trường học tập an toàn; trước mắt tập trung rà soát các công trình xuống cấp.",
        "II. NHIỆM VỤ",
        "1. Các trường học rà soát hàng rào, lan can, hệ thống điện; gửi báo cáo về Phòng Giáo dục và Đào tạo trước 17 giờ ngày 15/9/2023.",
        "2. Tổ chuyên môn Tiểu học tham mưu tổ chức diễn tập phòng cháy vào tháng 10/2023 và tháng 3/2024.",
        "3. Hiệu trưởng các trường chịu trách nhiệm trước Trưởng phòng về an toàn của đơn vị; báo cáo đột xuất khi có tai nạn.",
        "III. PHÂN CÔNG",
    ]
    parts += [Paragraph(text, body) for text in texts]
    rows = [("TT", "Nội dung", "Chủ trì", "Thời gian", "Kết quả")]
    rows += [
        (
            "1",
            "Tuyên truyền phòng, chống đuối nước cho học sinh và cha mẹ học sinh",
            "Các trường học",
            "Thường xuyên",
            "Bài viết, hình ảnh",
        ),
        (
            "2",
            "Kiểm tra an toàn thực phẩm bếp ăn bán trú " + "theo quy trình đã ban hành " * 4,
            "Tổ Mầm non",
            "Mỗi quý 01 lần",
            "Biên bản",
        ),
        ("3", "Tập huấn sơ cấp cứu cho giáo viên", "Trung tâm Y tế huyện", "Tháng 11/2023", "02 lớp"),
        (
            "4",
            "Thay thế bình chữa cháy hết hạn " + "tại các điểm trường có nguy cơ cao " * 6,
            "Bộ phận Tài vụ",
            "Trước ngày 31/12/2023",
            "100% trường",
        ),
        (
            "5",
            "Khảo sát ý kiến phụ huynh về an toàn trường học",
            "Tổ Trung học cơ sở",
            "Đầu học kỳ II",
            "Báo cáo khảo sát",
        ),
        (
            "6",
            "Tổng kết và đề nghị khen thưởng",
            "Văn phòng Phòng Giáo dục và Đào tạo",
            "Trong tháng 5/2024",
            "Báo cáo tổng kết",
        ),
    ]
    parts.append(
        Table(
            [[Paragraph(text, cell) for text in row] for row in rows],
            colWidths=[12 * mm, 62 * mm, 34 * mm, 32 * mm, 28 * mm],
            style=GRID,
            repeatRows=1,
        )
    )
    texts = [
        "IV. CHẾ ĐỘ BÁO CÁO",
        "Các trường học gửi báo cáo sơ kết học kỳ I trước ngày 10/01/2024, báo cáo năm học trước ngày 20/5/2024 về Tổ Trung học cơ sở để tổng hợp, báo cáo Sở Giáo dục và Đào tạo.",
        "Nơi nhận: Các trường học; Lưu: VT.",
    ]
    parts += [Spacer(1, 4 * mm), *(Paragraph(text, body) for text in texts)]

    def numbered(canvas: Canvas, document: SimpleDocTemplate) -> None:
        if document.page > 1:
            canvas.setFont("plain", 13)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 12 * mm, str(document.page))

    SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=30 * mm,
        rightMargin=15 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        invariant=True,
    ).build(parts, onFirstPage=numbered, onLaterPages=numbered)


def scanned(path: Path, fonts: Path) -> None:
    """A short plan as a picture of a page."""
    text = (HERE / "scanned.txt").read_text(encoding="utf-8")
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.setFont("plain", 13)
    for number, line in enumerate(text.splitlines()):
        canvas.drawString(28 * mm, A4[1] - 22 * mm - number * 18, line)
    canvas.save()
    picture = pypdfium2.PdfDocument(buffer.getvalue())[0].render(scale=200 / 72, grayscale=True).to_pil()
    pages = Canvas(str(path), pagesize=A4, invariant=True)
    pages.drawImage(ImageReader(picture.convert("1")), 0, 0, *A4)
    pages.save()


def unruled(path: Path) -> None:
    """A plan of a culture office as PDF: text in two columns, then a table without lines that goes on over the page."""
    body = ParagraphStyle("text", fontName="plain", fontSize=11.5, leading=16, alignment=TA_JUSTIFY, spaceAfter=5)
    cell = ParagraphStyle("unruled", fontName="plain", fontSize=10, leading=13)
    head = (
        "UBND TỈNH SÔNG LAM", "SỞ VĂN HÓA VÀ THỂ THAO", "Số: 47/CTr-SVHTT", "Sông Lam, ngày 15 tháng 01 năm 2024",
        "CHƯƠNG TRÌNH", "Phát triển văn hóa đọc năm 2024",
        "Căn cứ Quyết định số 2175/QĐ-UBND ngày 11/12/2023 của UBND tỉnh, Sở ban hành Chương trình như sau:",
    )  # fmt: skip
    columns = (
        "I. NHIỆM VỤ",
        "1. Thư viện tỉnh bổ sung 3.000 bản sách mới, xong trước ngày 30/9/2024; luân chuyển sách về cơ sở vào ngày 10 hằng tháng.",
        "2. Trung tâm Văn hóa tỉnh tổ chức cuộc thi giới thiệu sách trong tháng 4 và gửi kết quả về Sở chậm nhất ngày 05/5/2024.",
        "3. Phòng Quản lý văn hóa khảo sát tủ sách của các xã, báo cáo Giám đốc Sở trước ngày 20/3/2024 để làm căn cứ đầu tư.",
        "4. Văn phòng Sở theo dõi, đôn đốc việc thực hiện; tổng hợp, báo cáo UBND tỉnh trước ngày 10/12/2024.",
        "5. Thanh tra Sở kiểm tra việc lưu hành xuất bản phẩm trong dịp khai giảng năm học mới tại các nhà sách.",
    )
    rows = [("TT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành")]
    rows += [
        ("1", "Lập danh mục sách bổ sung cho mười thư viện huyện và ba thư viện lưu động", "Thư viện tỉnh", "Phòng Văn hóa các huyện", "Trước ngày 29/02/2024"),
        ("2", "Mở chuyên mục điểm sách trên đài truyền thanh", "Trung tâm Văn hóa tỉnh", "Các đài truyền thanh huyện, thị xã, thành phố", "Hằng tháng"),
        ("3", "Trao tặng tủ sách cho các đồn biên phòng", "Văn phòng Sở", "", "Quý II/2024"),
        ("4", "Tập huấn nghiệp vụ thư viện", "Thư viện tỉnh", "Các trường", "Tháng 8/2024"),
        ("5", "Bình chọn gia đình đọc sách tiêu biểu", "Phòng Quản lý văn hóa", "Hội Phụ nữ tỉnh", "Trước ngày 15/11/2024"),
    ]  # fmt: skip
    table = Table(
        [[Paragraph(text, cell) for text in row] for row in rows],
        colWidths=[28, 165, 105, 105, 92],
        style=[("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
    )
    first = [Frame(50, 620, 495, 180), Frame(50, 360, 235, 250), Frame(310, 360, 235, 250), Frame(50, 160, 495, 190)]
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=True)
    document.addPageTemplates([PageTemplate("first", first), PageTemplate("next", [Frame(50, 50, 495, 740)])])
    document.build(
        [
            *(Paragraph(text, body) for text in head), FrameBreak(),
            *(Paragraph(text, body) for text in columns[:4]), FrameBreak(),
            *(Paragraph(text, body) for text in columns[4:]), FrameBreak(), NextPageTemplate("next"),
            Paragraph("PHỤ LỤC", body), Spacer(1, 8), table, Spacer(1, 30),
            Paragraph("Nơi nhận: UBND tỉnh; Lưu: VT.", body),
        ]
    )  # fmt: skip


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    words(HERE / "dich-ta-2020.docx")
    printed(HERE / "an-toan-2023.pdf", folder)
    unruled(HERE / "van-hoa-2024.pdf")
    scanned(HERE / "scanned.pdf", folder)
