"""The vocabulary of actors: what offices, posts and groups are called, and the verbs before which a name ends."""

import re

from engine.reading.folding import UPPER

HEAD = (
    r"(?:sở|ban chỉ đạo|ban giám đốc|ban quản lý|ban tổ chức|ban tuyên giáo|ban giám hiệu|ban|phòng|văn phòng|ubnd|ủy ban nhân dân|ủy ban mặt trận|ủy ban|hđnd|hội đồng"
    r"|trung tâm|tt|ttyt|tyt|ttkscbt|ttkt|bệnh viện|bv|chi cục|cục|tổng cục|trường|đơn vị|cơ quan|tổ công tác|tổ giúp việc|tổ|hội|đoàn thanh niên|đoàn|tỉnh đoàn|thành đoàn|tỉnh hội|thành hội|huyện hội|thị hội|trung ương hội|liên đoàn|công đoàn"
    r"|mặt trận|mttq|thủ trưởng|người đứng đầu|giám đốc|phó giám đốc|lãnh đạo|trưởng|phó trưởng|phó hiệu trưởng|viện trưởng|phó viện trưởng|cục trưởng|phó chánh|chủ tịch|phó chủ tịch|hiệu trưởng|chánh văn phòng|chánh thanh tra"
    r"|cán bộ|công chức|viên chức|bộ phận|thanh tra|đài|báo|công an|bộ chỉ huy|bộ đội|ngân hàng|kho bạc|bảo hiểm xã hội|bhxh|công ty|doanh nghiệp|viện|khoa|thư viện|bảo tàng|nhà văn hóa|nhà xuất bản|câu lạc bộ|tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|kiểm lâm"
    r"|trạm|thôn|khu phố|ấp|buôn|đảng ủy|chi bộ|tòa án|viện kiểm sát|cổng thông tin|trang thông tin|cổng ttđt|các cơ sở|cơ sở|nhà trường|bộ|tổng công ty|quỹ|chi nhánh|điện lực|thị đoàn|huyện đoàn|cdc|vnpt|viettel|phóng viên|giáo viên|ban ngành|thư ký|trạm y tế|thành viên|hạt|đội|tiểu ban|chi đoàn|hợp tác xã|xã đoàn|ban điều hành|học viện|đại học|đồng chí|đ/c|kho|nhà máy|cảng|bến xe|liên minh|hiệp hội|tập đoàn|bưu điện|người phát ngôn|hội viên|kế toán|giáo sư|chủ (?:đầu tư|tàu|hộ|rừng|cơ sở)|y tế|vụ trưởng|vụ(?! (?:việc|án|mùa|đông|xuân|hè|thu|cháy|nổ|tai nạn|vi phạm|lúa|ngô|kiện|lợi|bạo|tranh|trộm|ngộ|sản xuất|này|trên|\d))|tổng phụ trách|thường trực(?= (?:tổ|ban|hội|hđnd|ubnd|tỉnh|huyện|thành|thị|đảng))|chỉ huy(?= (?:các|trưởng|phó|đội|đơn vị|quân sự))|bí thư|phó bí thư|liên đội|nhân viên|chuyên viên|giảng viên|văn thư|thủ quỹ|quản lý thị trường|gv)"
)
DETERMINER = r"(?:(?:tất cả |toàn thể |toàn bộ )?(?:các|những|mỗi|từng|toàn thể|toàn bộ|mọi|100%(?: các| số)?)\s+)?"
LOCAL = r"(?:(?:tất cả )?(?:các|những|mỗi|từng)\s+(?:xã|phường|huyện|quận|thị trấn|địa phương|cụm(?:, khối)?|khối thi đua|cấp (?:ủy|công đoàn|hội|bộ đoàn|chính quyền)|lớp(?! (?:tập huấn|bồi dưỡng|đào tạo|học|dạy|nghề|phổ cập))|chi đội|khối lớp))"
ACTOR_START = re.compile(rf"(?:{DETERMINER}{HEAD}|{LOCAL})(?![a-zà-ỹđ])", re.IGNORECASE)
NOT_ACTORS = re.compile(
    r"(?:đơn vị tính|cơ quan nhà nước,|báo cáo|bộ (?:thủ tục|tiêu chí|chỉ số|câu hỏi|hồ sơ|máy|tài liệu|luật)|hội nghị|hội thảo|hội thi|đoàn kiểm tra(?! (?:của|liên ngành|số))|đoàn viên|tổ chức|trường hợp|cơ sở (?:dữ liệu|vật chất|hạ tầng|pháp lý)"
    r"|ban hành|viện trợ|trưởng thành|đài thọ|khoa học|quỹ đất|đơn vị hành chính|trung tâm dữ liệu|báo (?:giấy|điện tử)|ban đầu|tổ (?:dân phố|chức)|bộ phận cấu thành|hội đồng nhân dân tỉnh khóa|cục bộ|hội nhập|hội (?:phí|họp|trường|tụ|thao|diễn|khỏe|chợ|xuân|làng|trại|giảng|nông(?! dân))|thanh tra, (?:kiểm tra|giám sát|xử lý)|thanh tra (?!sở|tỉnh|huyện|thành phố|chính phủ|bộ|nhà nước|viên|cấp|ubnd|chuyên ngành|nhân dân|xây dựng)|doanh nghiệp,|phòng(?:,)? chống|phòng ngừa|phòng bệnh|phòng dịch(?! tễ)|phòng cháy|phòng hộ)",
    re.IGNORECASE,
)
VERBS = (
    r"(?:chủ trì|phối hợp|xây dựng|tổ chức|tham mưu|hướng dẫn|đôn đốc|kiểm tra|báo cáo|gửi|tổng hợp|rà soát|thực hiện|triển khai|căn cứ|tăng cường|đẩy mạnh|chủ động"
    r"|thường xuyên|định kỳ|kịp thời|chịu trách nhiệm|có trách nhiệm|có nhiệm vụ|làm đầu mối|là đầu mối|là cơ quan|là đơn vị|là bộ phận|đầu mối|khẩn trương|bố trí|lựa chọn|cử|đăng tải|niêm yết|theo dõi|giám sát"
    r"|đánh giá|cân đối|đề nghị|phản ánh|tiếp tục|trình|ban hành|phổ biến|quán triệt|nghiên cứu|đề xuất|lập|cập nhật|duy trì|bảo đảm|đảm bảo|lồng ghép|hoàn thành|hoàn thiện|hoàn tất|cụ thể hóa"
    r"|tuyên truyền|thông tin (?=về|cho|tới|đến|kịp|rộng)|thông báo|đưa|viết|cung cấp|thiết kế|mở|sử dụng|chuẩn bị|quản lý|phân công|chỉ đạo|tiếp nhận|xử lý|thẩm định|công khai|khảo sát|tập huấn|đào tạo|bồi dưỡng"
    r"|kiện toàn|thành lập|tích cực|nghiêm túc|phải|cần|sẽ|được giao|hàng năm|hàng tháng|hàng quý|hàng tuần|hằng năm|hằng tháng|hằng quý|hằng tuần|trước ngày|trước|chậm nhất|thông qua|nhắc nhở|trực tiếp|quan tâm|nâng cao|phát huy|đổi mới"
    r"|bảo quản|trực tiếp|làm tốt|tập trung|ưu tiên|chấp hành|khai thác|vận hành|tự(?! động)|nộp|truyền (?=số liệu|dữ liệu|tin|về)|chuyển|ký(?! túc| hiệu| ức| sinh)|báo (?=ngay|cho|về|tin)|mua sắm|cấp (?!tỉnh|huyện|xã|trên|dưới|ủy|sở|cơ sở|trung ương)|chi (?!cục|nhánh|bộ|đoàn|hội|ủy)|giải quyết|tiến hành|vận động|huy động|xem xét|phê duyệt|bám sát|đăng ký|biên soạn|sản xuất|phát sóng|phát thanh|chỉnh lý|trả (?=kết quả|hồ sơ|lại)|diễn tập|phát động|ra quân|trực(?! thuộc| tuyến| tiếp)|tham gia|tham dự|sơ kết|tổng kết|góp ý|có văn bản|có kế hoạch|có biện pháp|lấy ý kiến|công bố|giao (?!thông|ban|dịch)|phát hành|mời|thu thập|nhập|rút kinh nghiệm|khắc phục|không được|tạo điều kiện|gắn|kết hợp|hỗ trợ|phục vụ|in (?!ấn)|treo|dọn|phun|tiêm|điều tra|quản trị|đối chiếu|lưu trữ|xác minh|khen thưởng|dự báo|phân tích|nhân rộng|tiếp thu|bàn giao|sắp xếp|đôn đốc,"
    r"|lấy mẫu|xét nghiệm|sàng lọc|điều trị|cấp cứu|lấy|thống kê|nắm bắt|nắm|vận chuyển|cung ứng|thu gom|xác định|chẩn đoán|tập hợp|đón|xác nhận|nhận|bảo vệ|kiểm kê|phân bổ|phân phối|quyết toán|thanh toán|thanh quyết toán|đầu tư|sửa chữa|nâng cấp|bảo trì|bảo dưỡng|trang bị|làm việc|làm"
    r"|thúc đẩy|khuyến khích|động viên|chăm sóc|tư vấn|quan trắc|ghi nhận|tính toán|lưu|số hóa|kết nối|tích hợp|chia sẻ|liên hệ|đối thoại|gặp mặt|tặng|thăm|trao|trồng|xuất bản|công nhận|tuyển dụng|điều động|luân chuyển|ngăn chặn|xử phạt"
    r"|tịch thu|truy quét|tuần tra|cưỡng chế|hòa giải|trợ giúp|cấp phát|dự họp|thảo luận|thí điểm|áp dụng|thay thế|bổ sung|điều chỉnh|sửa đổi|thẩm tra|giới thiệu|quảng bá|xúc tiến|tiêu hủy|khử trùng|thường trực|đăng|phản hồi|trả lời|tiếp dân|soát xét"
    r"|yêu cầu|khai giảng|phát (?=phóng sự|tin|sóng|tờ rơi)|kiểm định|sao lưu|sao chụp|giải trình|kết luận(?= (?:các|việc|nội dung|những))|biên tập|đồng loạt|lên (?=kế hoạch|danh sách|phương án|lịch)|tôn vinh|biểu dương|thăm hỏi|phụ đạo|nạo vét|khơi thông|gia cố|chi trả|cấp đổi|kiểm nghiệm|trao đổi|tuyển chọn|phối kết hợp|cài đặt|bốc thăm|phân luồng|điều tiết|phân loại|bình xét|đề cử|cải tạo|khôi phục|cứu trợ|sơ tán|ứng phó|ứng trực|cảnh báo|nghiệm thu|bồi thường|rà phá|tiếp tục|thống nhất|giải ngân|gia hạn|lắp (?=camera|thiết bị|biển|đặt|đồng hồ)|dừng (?=ngay|việc|buổi|hoạt động|tiếp)|phấn đấu|sẵn sàng|định hướng|sinh hoạt|tiếp (?=công dân|xúc|đoàn|nhận)|chiếu|dự kiến|xét|trang trí|thi tuyển|nâng lương|nâng bậc|chấm(?! dứt)|dự trù|dự thảo|soạn|dự (?=sinh hoạt|các|họp|hội nghị|lễ|giờ|thi)|tổng (?=kiểm tra|rà soát|vệ sinh|điều tra|duyệt)|duyệt|kê khai|lắp đặt|tháo dỡ|giải tỏa|kết nạp|phúc tra|coi thi|tập luyện|trấn áp|mật phục|khoanh vùng|khóa sổ|mở sổ|niêm phong|bình chọn|bầu|thanh tra(?=, (?:kiểm tra|giám sát|xử lý))|thanh tra (?=[A-ZĐ]|\d|các|việc|công tác|đột xuất|chuyên đề|hành chính|tại|đối với|theo|trách nhiệm)|ra (?=thông báo|văn bản|quân|đề)|tổ chức|khám|chữa|vay|nuôi|đo|họp|mở rộng|bán|mua|thu|phát triển|củng cố|xóa|giảm|tạo|bắt đầu|kết thúc|khởi công|dự trữ|giúp (?!việc)|từ nay|không để|trong (?=\d|vòng|thời hạn))"
)
VERB = re.compile(rf"(?<![\w/])(?<!được )(?P<v>{VERBS})(?:(?<= )|(?!\w))")
STRONG = re.compile(
    r"(?<!\w)(?:thường xuyên|khẩn trương|chủ động|kịp thời|định kỳ|cử|có trách nhiệm|chịu trách nhiệm|phải|cần|tích cực|nghiêm túc|lập|đề xuất|báo cáo)(?!\w)"
)
RELATIVE = re.compile(
    r"(?<!\w)(?:làm nhiệm vụ|làm công tác|tham gia|phụ trách|trực tiếp(?= giải quyết| tiếp nhận| quản lý| thực hiện| phụ trách| tham gia)|có nhiều|có liên quan|được phân công|được giao|có thủ tục|đang|có thẩm quyền|có chức năng|theo dõi lĩnh vực|nơi)(?!\w)"
)
COMPOUNDS = {
    *(
        "công trình",
        "chương trình",
        "quá trình",
        "lịch trình",
        "quy trình",
        "giáo trình",
        "lộ trình",
        "độc lập",
        "công lập",
        "dân lập",
        "bầu cử",
        "thành lập",
    ),
    *(
        "hoạch tổng hợp",
        "chính tổng hợp",
        "chính quản trị",
        "việc làm",
        "nghiên cứu",
        "phục vụ",
        "y tế",
        "vụ bảo vệ",
        "tổng thu",
        "doanh thu",
        "thị trấn",
        "cơ sở",
        "tích thu",
        "vụ quản lý",
        "viện quản lý",
        "dân vận",
        "chăn nuôi",
        "các tổ chức",
        "những tổ chức",
        "mỗi tổ chức",
        "của tổ chức",
        "là tổ chức",
        "và tổ chức",
        "đào tạo",
        "đồng thuận",
        "thể thao",
        "đề nghị",
        "sáng tạo",
        "chế tạo",
        "tái tạo",
        "thú y",
        "giúp việc",
        "hậu cần",
        "đài phát thanh",
    ),
    *(
        "chủ đầu tư",
        "trình xây dựng",
        "liệu xây dựng",
        "chữ ký",
        "trung cấp",
        "cao cấp",
        "sơ cấp",
        "phân cấp",
        "các cấp",
        "cùng cấp",
        "bảo trợ",
        "quốc lập",
        "trật tự",
        "đăng ký",
        "trình tự",
        "thứ tự",
        "hợp tác",
        "nghề nghiệp",
        "y tế",
        "vận tải",
        "chuyên trách",
    ),
}
COMPOUNDS |= {  # "trạm quan trắc", "hệ thống xử lý", "thiết bị giám sát": the thing is named by what it does
    f"{thing} {doing}"
    for thing in ("trạm", "thống", "bị", "máy", "khu", "trình")
    for doing in ("quan trắc", "xử lý", "giám sát", "kiểm soát", "thu gom", "cấp", "cảnh báo", "điều trị", "đo")
}
LINK = re.compile(r"\s*(?:;|,|\bvà\b|\bcùng\b|\+|\n| - (?=[A-ZĐ]))\s*(?:-\s*)?")
PLAIN_GROUP_WORDS = (
    "ban",
    "ngành",
    "thị xã",
    "thành phố",
    "phường",
    "thị trấn",
    "đoàn thể",
    "huyện",
    "xã",
    "thị",
    "hội",
    "đoàn",
    "khoa",
    "công chức",
    "viên chức",
    "phó giám đốc",
    "tổ",
)
LONGEST_NAME = 150
MANAGED = ("xây dựng", "đầu tư", "đào tạo", "bảo trì", "khai thác", "vận hành")
NAMED_BY_VERB = re.compile(
    rf"{DETERMINER}(?:phòng|ban|đoàn|hạt|trung tâm|tổ|bộ phận|cơ quan|đội|chi cục|khoa|hội đồng|ban quản lý|vụ|trường cán bộ|trưởng đoàn|phó trưởng đoàn)\s+(?:(?:cảnh sát|quân sự|công an) )?(?:quản lý|kiểm soát|tiếp nhận|đào tạo|kiểm tra|điều tra|khảo sát"
    r"|thẩm định|giám định|kiểm định|xây dựng|tuyên truyền|giám sát|phục vụ|vận hành|bầu cử|(?:(?<=phòng )|(?<=ban ))tổ chức|hỗ trợ|tư vấn|chỉ đạo|báo cáo viên|thi hành án|phòng chống|bảo vệ|chăm sóc|phát triển|xử lý|thanh tra|theo dõi|truyền thông|nghiên cứu)",
    re.IGNORECASE,
)
QUALIFIER = re.compile(
    rf"\s+(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|cấp (?:tỉnh|huyện|xã)|trực thuộc(?: Sở)?|thuộc Sở|Sở)(?:\s+(?:[{UPPER}]\w*)){{0,3}}"
)
