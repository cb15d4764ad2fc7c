"""The acts of the log in the words of the person who reads it; a test finds an act without words."""

VERBS = {
    "legal.parameter_entered": "Nhập giá trị theo văn bản",
    "organisation.person_employed": "Thêm người",
    "organisation.person_moved": "Sửa tổ, nhóm",
    "organisation.role_assigned": "Giao vai trò",
    "organisation.role_ended": "Thôi giữ vai trò",
}
