from django.urls import path

from documents import views
from documents.views import batches, comments, effects, letterheads, register, routes, series
from documents.views import writing as writing_views

app_name = "documents"
desk = writing_views.desk_views
urlpatterns = [
    path("", register.document_list, name="document_list"),
    path("new/", writing_views.document_new, name="document_new"),
    path("register.xlsx", register.document_register, name="document_register"),
    path("series/", series.series_list, name="series_list"),
    path("series/new/", series.series_create, name="series_create"),
    path("series/<int:pk>/", series.series_edit, name="series_edit"),
    path("series/<int:pk>/take-over/", series.series_take_over, name="series_take_over"),
    path("series/<int:pk>/give-back/", series.series_give_back, name="series_give_back"),
    path("batches/<uuid:uuid>/", batches.batch_detail, name="batch_detail"),
    path("batches/<uuid:uuid>/stop/", batches.batch_stop, name="batch_stop"),
    path("batches/<uuid:uuid>/go-on/", batches.batch_go_on, name="batch_go_on"),
    path("batches/<uuid:uuid>/zip/", batches.batch_zip, name="batch_zip"),
    path("register/print/", register.register_print, name="register_print"),
    path("routes/", routes.route_list, name="route_list"),
    path("routes/edit/", routes.route_edit, name="route_edit"),
    path("routes/<int:pk>/remove/", routes.route_remove, name="route_remove"),
    path("absences/", routes.absence_list, name="absence_list"),
    path("absences/<int:pk>/end/", routes.absence_end, name="absence_end"),
    path("comments/<int:pk>/resolve/", comments.comment_resolve, name="comment_resolve"),
    path("comments/<int:pk>/reopen/", comments.comment_reopen, name="comment_reopen"),
    path("<int:pk>/comments/", comments.document_comments, name="document_comments"),
    path("<int:pk>/changes/<int:decision>/", views.document_changes, name="document_changes"),
    path("<int:pk>/", views.document_detail, name="document_detail"),
    path("<int:pk>/edit/", writing_views.document_edit, name="document_edit"),
    path("<int:pk>/edit/keep/", desk.keep, name="document_keep"),
    path("<int:pk>/edit/preview/", desk.preview, name="document_edit_preview"),
    path("<int:pk>/edit/editors/", desk.editors, name="document_editors"),
    path("<int:pk>/edit/drop/", desk.drop, name="document_drop"),
    path("<int:pk>/versions/", desk.versions, name="document_versions"),
    path("<int:pk>/versions/compare/", desk.comparison, name="document_versions_compare"),
    path("<int:pk>/versions/restore/", desk.restore, name="document_version_restore"),
    path("<int:pk>/letterhead/", letterheads.document_letterhead, name="document_letterhead"),
    path("<int:pk>/effects/", effects.document_effects, name="document_effects"),
    path("effects/<int:pk>/remove/", effects.effect_remove, name="effect_remove"),
    path("<int:pk>/preview/", views.document_preview, name="document_preview"),
    path("<int:pk>/submit/", views.document_submit, name="document_submit"),
    path("<int:pk>/approve/", views.document_approve, name="document_approve"),
    path("<int:pk>/return/", views.document_return, name="document_return"),
    path("<int:pk>/issue/", views.document_issue, name="document_issue"),
    path("<int:pk>/file/", views.document_file, name="document_file"),
    path("<int:pk>/render/", views.document_render, name="document_render"),
    path("<int:pk>/pdf/", views.document_pdf, name="document_pdf"),
    path("<int:pk>/word/", views.document_word, name="document_word"),
    path("<int:pk>/edit/word/", writing_views.document_word_back, name="document_word_back"),
]
