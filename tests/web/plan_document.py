"""A plan of the sample office for next year, and the same a little changed: invented from beginning to end."""

PLAN = """UBND TỈNH MINH HỌA
SỞ VÍ DỤ

Số: 15/KH-SVD

Minh Họa, ngày 18 tháng 11 năm 2026

KẾ HOẠCH
Chuyển đổi số của Sở Ví dụ năm 2027

Căn cứ Kế hoạch số 210/KH-UBND ngày 02/11/2026 của UBND tỉnh Minh Họa về chuyển đổi số, Sở Ví dụ xây dựng kế hoạch như sau:

I. NHIỆM VỤ
1. Phòng Nghiệp vụ chủ trì, phối hợp với Hội Tin học tỉnh rà soát danh mục dữ liệu dùng chung, hoàn thành trước ngày 10/3/2027.
2. Trung tâm Dữ liệu Minh Họa kiểm tra sao lưu máy chủ hằng tháng, chậm nhất ngày 25.
3. Tổ Công nghệ số cộng đồng hướng dẫn người dân nộp hồ sơ trực tuyến, xong trong quý II/2027.
4. Phòng Tổ chức cán bộ xây dựng tài liệu tập huấn kỹ năng số cho công chức.

II. TỔ CHỨC THỰC HIỆN
1. Văn phòng Sở theo dõi, đôn đốc, tổng hợp báo cáo UBND tỉnh hằng quý, trước ngày 20 của tháng cuối quý.
2. Nơi tiếp nhận tin về sự cố an toàn thông tin đặt tại Trung tâm Dữ liệu Minh Họa.

Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
"""
CHANGED = PLAN.replace("trước ngày 10/3/2027", "trước ngày 31/3/2027").replace(
    "4. Phòng Tổ chức cán bộ xây dựng tài liệu tập huấn kỹ năng số cho công chức.",
    "4. Thanh tra Sở Ví dụ kiểm tra việc cấp tài khoản, xong trước ngày 15/8/2027.",
)
