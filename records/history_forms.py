"""What a clerk says of a table of past years: which file, how its columns are to be read, who and what is meant."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from core.models import TableImport
from core.vietnamese import clean_line, search_key, whole_number
from legal.models import Distinction
from records.criteria import LEVEL_NAMES
from records.history import columns as roles
from records.history.days import BARE_ENDS, BARE_STARTS, read_day, school_year_in
from records.history.people import LEFT_OUT, People, person_key
from records.history.words import INITIATIVE, RATING, TITLE
from records.models import TitleRecord

MOST_ASKED = 40  # names, words and decisions on one page
BARE_CHOICES = [
    ("", "Chưa rõ, để báo lỗi"),
    (BARE_ENDS, "Năm học kết thúc năm đó"),
    (BARE_STARTS, "Năm học bắt đầu năm đó"),
]
BASES = [choice for choice in TitleRecord.Basis.choices if choice[0] not in ("other", "tenure")]
SKIP = "skip"


class HistoryUploadForm(forms.Form):
    """The file; where its table stands only if that is not found by itself."""

    file = forms.FileField(
        label="Tệp Excel",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="Tệp .xlsx của trường, tối đa 5 MB, 20.000 dòng. Không cần sửa theo mẫu.",
        error_messages={"required": "Chọn tệp Excel cần nhập.", "empty": "Tệp trống. Chọn tệp khác."},
    )
    sheet = forms.IntegerField(
        label="Trang tính số",
        required=False,
        min_value=1,
        max_value=200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-short"}),
        help_text="Để trống: trang tính đầu tiên có bảng.",
        error_messages={"invalid": "Ghi số thứ tự của trang tính, ví dụ 2."},
    )
    head = forms.IntegerField(
        label="Dòng tiêu đề",
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-short"}),
        help_text="Để trống: tự tìm dòng có “Họ và tên”.",
        error_messages={"invalid": "Ghi số của dòng tiêu đề, ví dụ 5."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.add_input(Submit("read", "Đọc tệp", css_class="btn btn-primary"))

    def options(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {"head": data.get("head")} if data.get("head") else {}
        return found | ({"sheet": data["sheet"] - 1} if data.get("sheet") else {})


class ReadingForm(forms.Form):
    """How the whole table is to be read."""

    sheet = forms.TypedChoiceField(label="Trang tính", coerce=int)
    head = forms.IntegerField(
        label="Dòng tiêu đề (dòng dưới cùng)",
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-short"}),
        error_messages={"invalid": "Ghi số của dòng tiêu đề, ví dụ 5."},
    )
    year = forms.CharField(
        label="Năm học chung của bảng",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-short"}),
        help_text="Cho những dòng không ghi năm học. Ví dụ: 2022-2023.",
    )
    bare = forms.ChoiceField(label="Năm ghi một số (2023) là", choices=BARE_CHOICES, required=False)
    basis = forms.ChoiceField(
        label="Phương thức của giấy khen, bằng khen",
        choices=BASES,
        required=False,
        help_text="Khi bảng không ghi đột xuất hay chuyên đề. Chỉ khen công trạng được tính để xét danh hiệu cao hơn.",
    )
    hidden = forms.BooleanField(label="Đọc cả dòng ẩn, cột ẩn", required=False)
    carry = forms.BooleanField(label="Dòng không ghi họ tên là của người ở dòng trên", required=False)

    def __init__(self, *args, table: TableImport, **kwargs):
        options, facts = table.options, table.facts
        initial = {name: options.get(name) for name in ("head", "bare", "hidden", "carry", "basis")}
        initial |= {"sheet": facts.get("sheet", 0), "year": options.get("year") or facts.get("default_year", "")}
        super().__init__(*args, initial=initial, **kwargs)
        sheets = facts.get("sheets", [])
        names = [f"{place + 1}. {name}{' (ẩn)' if hidden else ''}" for place, (name, hidden) in enumerate(sheets)]
        self.fields["sheet"].choices = list(enumerate(names))

    def clean_year(self) -> str:
        typed = clean_line(self.cleaned_data["year"])
        year = school_year_in(typed)
        if typed and not year:
            raise forms.ValidationError("Năm học không đúng. Ghi hai năm liền nhau, ví dụ 2022-2023.")
        return year


class Questions:
    """What the reading of one table leaves open, as fields of its page: columns, words, people, decisions.

    `options` gives what was sent back, added to what was said before.
    """

    def __init__(self, table: TableImport, people: People):
        self.table, self.people = table, people
        self.said = table.options

    # ---- what is asked ----

    @property
    def columns(self) -> list[dict[str, Any]]:
        return self.table.facts.get("columns", [])

    @property
    def role_choices(self) -> list[tuple[str, str]]:
        return list(roles.ROLE_LABELS.items())

    def words(self) -> list[dict[str, Any]]:
        """Words nobody knows, with how often; those that were given a meaning stay to be changed."""
        rows = self.table.rows.filter(values__has_key="unknown").order_by()
        counts: dict[str, list] = {}
        for (text,) in rows.values_list("values__unknown").iterator():
            entry = counts.setdefault(search_key(text), [text, 0])
            entry[1] += 1
        chosen = self.said.get("words", {})
        named = self.said.get("word_texts", {})
        found = [
            {"key": key, "text": text, "count": count, "chosen": ""}
            for key, (text, count) in sorted(counts.items(), key=lambda pair: -pair[1][1])
        ]
        found += [
            {"key": key, "text": named.get(key, key), "count": 0, "chosen": value} for key, value in chosen.items()
        ]
        return found

    def word_choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        titles = [(f"{TITLE}:{each.code}", each.name) for each in Distinction.objects.all()]
        ratings = [(f"{RATING}:{level}", name) for level, name in LEVEL_NAMES.items()]
        return [
            ("Danh hiệu, khen thưởng", titles),
            ("Xếp loại chất lượng", ratings),
            ("", [(SKIP, "Không nhập ô này")]),
        ]

    def doubts(self) -> list[dict[str, Any]]:
        """Names that are nobody's or several people's, each once, with those they may be."""
        rows = self.table.rows.filter(values__has_key="doubt").order_by("line", "part")
        found: dict[str, dict[str, Any]] = {}
        for line, values in rows.values_list("line", "values").iterator():
            name, born, department = (values.get(field, "") for field in ("name", "born", "department"))
            key = person_key(name, born, department)
            if key not in found:
                text = ", ".join(filter(None, (name, born, department)))
                offered = self.people.find(name, born, department).offered
                found[key] = {"key": key, "text": text, "line": line, "count": 0, "chosen": "", "offered": offered}
            found[key]["count"] += 1
        for key, value in self.said.get("people", {}).items():
            text = self.said.get("people_texts", {}).get(key, key)
            pk = whole_number(value)
            offered = () if pk is None else (pk,)
            found.setdefault(
                key, {"key": key, "text": text, "line": None, "count": 0, "chosen": value, "offered": offered}
            )
        for entry in found.values():
            known = [self.people.known[pk] for pk in entry["offered"] if pk in self.people.known]
            entry["choices"] = [(str(each.pk), each.words) for each in known]
        return list(found.values())

    def decisions(self) -> list[dict[str, Any]]:
        """The decision of the whole table, and one for each year and title that lines leave out."""
        rows = self.table.rows.filter(values__has_key="lacks").order_by()
        counts: dict[str, int] = {}
        for (key,) in rows.values_list("values__lacks").iterator():
            counts[key] = counts.get(key, 0) + 1
        said = self.said.get("decisions", {})
        if not counts and not said:
            return []
        names = {each.code: each.name for each in Distinction.objects.all()}
        names |= {RATING: "Xếp loại chất lượng", INITIATIVE: "Sáng kiến"}
        found = [{"key": "", "text": "Cả bảng", "count": sum(counts.values()), **said.get("", {})}]
        for key in sorted({*counts, *(key for key in said if key)}):
            year, _, code = key.partition("|")
            text = f"{names.get(code, code)}, năm học {year}"
            found.append({"key": key, "text": text, "count": counts.get(key, 0), **said.get(key, {})})
        return found

    # ---- what was answered ----

    def options(self, data, reading: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """(the options of the next reading, sentences about what was not understood)."""
        errors: list[str] = []
        options: dict[str, Any] = {name: value for name, value in reading.items() if value not in (None, "", False)}
        options["sheet"] = reading["sheet"]
        is_same = reading["sheet"] == self.table.facts.get("sheet") and reading["head"] == self.said.get("head")
        options["columns"] = self._columns(data, errors) if is_same else {}
        self._choices(data, options, "word", "words", self.words())
        self._choices(data, options, "person", "people", self.doubts())
        options["decisions"] = self._decisions(data, errors)
        return options, errors

    def _columns(self, data, errors: list[str]) -> dict[str, dict[str, str]]:
        """Only what differs from how the column was read by itself, or was set before."""
        found = dict(self.said.get("columns", {}))
        for column in self.columns:
            place = str(column["place"])
            role = data.get(f"role-{place}", column["role"])
            typed = clean_line(data.get(f"year-{place}", column["year"]))
            year = school_year_in(typed)
            if typed and not year:
                errors.append(f"Cột {column['letter']}: năm học “{typed[:20]}” không đúng. Ví dụ: 2022-2023.")
            if role in roles.ROLE_LABELS and (role, year) != (column["role"], column["year"]):
                found[place] = {"role": role, "year": year}
        return found

    def _choices(self, data, options: dict[str, Any], name: str, into: str, asked: list[dict[str, Any]]) -> None:
        chosen = dict(self.said.get(into, {}))
        texts = dict(self.said.get(f"{into}_texts", {}))
        known = {entry["key"]: entry for entry in asked}
        for place in range(MOST_ASKED * 2):
            key, value = data.get(f"{name}-key-{place}"), data.get(f"{name}-{place}")
            if key is None or value is None or key not in known:
                continue
            chosen.pop(key, None)
            if value and self._is_offered(name, known[key], value):
                chosen[key], texts[key] = value, known[key]["text"]
        options[into], options[f"{into}_texts"] = chosen, {key: texts[key] for key in chosen if key in texts}

    def _is_offered(self, name: str, entry: dict[str, Any], value: str) -> bool:
        if name == "person":
            return value == LEFT_OUT or value in dict(entry["choices"])
        return any(value in dict(choices) for _, choices in self.word_choices())

    def _decisions(self, data, errors: list[str]) -> dict[str, dict[str, str]]:
        found = dict(self.said.get("decisions", {}))
        keys = {entry["key"] for entry in self.decisions()}
        for place in range(MOST_ASKED * 2):
            key = data.get(f"decision-key-{place}")
            if key is None or key not in keys:
                continue
            values = {
                name: clean_line(data.get(f"{name}-{place}", ""))[:160] for name in ("number", "date", "authority")
            }
            if values["date"] and read_day(values["date"]).day is None:
                errors.append(f"Ngày “{values['date'][:30]}” không đọc được. Ghi theo mẫu 15/06/2023.")
            found.pop(key, None)
            if any(values.values()):
                found[key] = {name: text for name, text in values.items() if text}
        return found
