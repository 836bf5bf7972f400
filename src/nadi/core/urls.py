"""The finder, the review list, and tables that people bring."""

from django.urls import path

from nadi.core import views
from nadi.core.sheets import views as sheets

app_name = "core"

urlpatterns = [
    path("search/", views.find, name="search"),
    path("review/", views.review, name="review"),
    path("review/<int:pk>/", views.review_item, name="review_item"),
    path("review/<int:pk>/raw/", views.review_raw, name="review_raw"),
    path("review/<int:pk>/replay/", views.review_replay, name="review_replay"),
    path("review/<int:pk>/put-aside/", views.review_dismiss, name="review_dismiss"),
    path("imports/", sheets.imports, name="imports"),
    path("imports/new/<slug:kind>/", sheets.new, name="new_import"),
    path("imports/empty/<slug:kind>/", sheets.empty, name="empty_table"),
    path("imports/<int:pk>/", sheets.one, name="import"),
    path("imports/<int:pk>/columns/", sheets.choose, name="import_columns"),
    path("imports/<int:pk>/read-otherwise/", sheets.otherwise, name="import_otherwise"),
    path("imports/<int:pk>/begin/", sheets.begin, name="begin_import"),
    path("imports/<int:pk>/put-aside/", sheets.put_aside, name="put_import_aside"),
    path("imports/<int:pk>/undo/", sheets.undo, name="undo_import"),
    path("imports/<int:pk>/file/", sheets.file, name="import_file"),
    path("imports/<int:pk>/rows/", sheets.rows, name="import_rows"),
]
