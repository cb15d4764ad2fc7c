from django.urls import path

from organisation import leave_views, letterhead_views, views

app_name = "organisation"
urlpatterns = [
    path("context/", views.context, name="context"),
    path("profile/", views.profile, name="profile"),
    path("staff/", views.staff_list, name="staff_list"),
    path("staff/export/", views.staff_export, name="staff_export"),
    path("staff/new/", views.staff_create, name="staff_create"),
    path("staff/<int:pk>/", views.staff_edit, name="staff_edit"),
    path("staff/<int:pk>/end/", views.staff_end, name="staff_end"),
    path("staff/<int:pk>/account/", views.staff_account, name="staff_account"),
    path("staff/import/", views.staff_import, name="staff_import"),
    path("staff/import/template/", views.staff_import_template, name="staff_import_template"),
    path("staff/import/<int:pk>/", views.staff_import_detail, name="staff_import_detail"),
    path("staff/import/<int:pk>/apply/", views.staff_import_apply, name="staff_import_apply"),
    path("staff/import/<int:pk>/undo/", views.staff_import_undo, name="staff_import_undo"),
    path("leaves/", leave_views.leave_list, name="leave_list"),
    path("leaves/new/", leave_views.leave_create, name="leave_create"),
    path("leaves/<int:pk>/", leave_views.leave_edit, name="leave_edit"),
    path("leaves/<int:pk>/end/", leave_views.leave_end, name="leave_end"),
    path("leaves/<int:pk>/remove/", leave_views.leave_remove, name="leave_remove"),
    path("letterheads/", letterhead_views.letterhead_list, name="letterhead_list"),
    path("letterheads/change/", letterhead_views.letterhead_change, name="letterhead_change"),
    path("letterheads/new/", letterhead_views.letterhead_create, name="letterhead_create"),
    path("letterheads/<int:pk>/remove/", letterhead_views.letterhead_remove, name="letterhead_remove"),
    path("roles/", views.role_list, name="role_list"),
    path("roles/<int:pk>/end/", views.role_end, name="role_end"),
    path("audit/", views.audit_log, name="audit_log"),
]
