from datetime import date

from django.db import migrations

DECREE, DISPATCH = "152/2025/NĐ-CP", "5007/BNV-TĐKT"
ONCE = "điểm c mục III.5"
TRANSLATED = "bản dịch tiếng Anh, lawnet.vn {}; cần đối chiếu bản tiếng Việt"
READ = {
    ("06/2022/QH15", "Điều 23"): (
        "khoản 1–2 nguyên văn, quangninh.quangbinh.gov.vn (bài 1658474164989); giaoduc.net.vn 228044; laodong.vn 1283070"
    ),
}
TITLES = {
    "90/2020/NĐ-CP": "Nghị định về đánh giá, xếp loại chất lượng cán bộ, công chức, viên chức",
    "29/2023/TT-BGDĐT": (
        "Thông tư quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng đối với ngành Giáo dục"
    ),
    DISPATCH: "Công văn về nâng cao chất lượng công tác thi đua, khen thưởng",
}
EARLIER = "bản dịch. Người đang công tác ở vùng đặc biệt khó khăn được xét sớm hơn 05 năm, người bị kỷ luật chờ thêm 02 năm"


def correct(apps, schema_editor):
    """The nation's rows after every one was held against its source again.

    What was read in a translation only is no longer marked as read; Decree 152 counts as compared until the amending
    law, which nobody read, came into force; a locator, three titles and the relief of two circulars are put right.
    """
    documents = apps.get_model("legal", "LegalDocument").objects.filter(organisation=None)
    provisions = apps.get_model("legal", "Provision").objects.filter(document__organisation=None)
    rows = apps.get_model("legal", "LegalParameter").objects.filter(organisation=None)
    for number, title in TITLES.items():
        documents.filter(number=number).update(title=title)
    documents.filter(number=DISPATCH, mark="T").update(mark="S", read_where="")
    for (number, locator), where in READ.items():
        provisions.filter(document__number=number, locator=locator).update(read_where=where)

    provisions.filter(document__number=DISPATCH, locator="nội dung trả lời").update(
        locator=ONCE, mark="S", read_where=TRANSLATED.format("128659")
    )
    rows.filter(document__number=DISPATCH, locator="nội dung trả lời").update(locator=ONCE, mark="S")
    provisions.filter(document__number="91/2017/NĐ-CP", locator="điểm c khoản 1 Điều 38").update(
        mark="S", read_where=TRANSLATED.format("402376")
    )
    former = rows.filter(code__startswith="condition.BKTTG.", document__number="91/2017/NĐ-CP")
    former.filter(mark="T").update(mark="S")
    former.filter(code="condition.BKTTG.other").update(locator="điểm a, b khoản 1 Điều 38")
    if law := documents.filter(number="15/2003/QH11").first():
        rows.filter(
            code__in=["condition.CSTD_TINH.initiative", "condition.CSTD_BO.initiative"],
            document__number="91/2017/NĐ-CP",
        ).update(document=law)

    rows.filter(document__number=DECREE, to_on=date(2027, 2, 28)).update(to_on=date(2026, 9, 30))

    rows.filter(code="quality_rating.scheme", document__number="90/2020/NĐ-CP").update(locator="Điều 13")
    if amending := documents.filter(number="48/2023/NĐ-CP").first():
        rows.filter(
            code__in=["quality_rating.cap_excellent", "quality_rating.cap_base"], document__number="90/2020/NĐ-CP"
        ).update(document=amending, from_on=date(2023, 9, 15))

    rows.filter(code="condition.BANG_KHEN.other", document__number="06/2022/QH15", locator="khoản 1 Điều 74").update(
        locator="điểm d khoản 1 Điều 74",
        note="Điểm d là một trong các tiêu chuẩn của khoản này; các trường hợp khác chưa đọc bản tiếng Việt, do hội đồng xem"
        " xét; hệ thống không tính.",
    )
    rows.filter(code="condition.HCLD_3.other", document__number="06/2022/QH15", locator="khoản 1 Điều 44").update(
        locator="điểm e khoản 1 Điều 44",
        note="Điểm e là một trong các tiêu chuẩn của khoản này; các trường hợp khác chưa đọc, do hội đồng xem xét; hệ thống"
        " không tính.",
    )
    rows.filter(
        code="condition.KNC.service", document__number__in=["22/2018/TT-BGDĐT", "21/2020/TT-BGDĐT"], mark="S"
    ).update(value="service 20", note=f"Đọc qua {EARLIER}; hệ thống không tính.")


class Migration(migrations.Migration):
    dependencies = [("legal", "0005_former_defaults")]

    operations = [migrations.RunPython(correct, migrations.RunPython.noop)]
