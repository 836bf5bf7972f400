"""The finder and the review list."""

from django.urls import path

from nadi.core import views

app_name = "core"

urlpatterns = [
    path("search/", views.find, name="search"),
    path("review/", views.review, name="review"),
    path("review/<int:pk>/", views.review_item, name="review_item"),
    path("review/<int:pk>/raw/", views.review_raw, name="review_raw"),
    path("review/<int:pk>/replay/", views.review_replay, name="review_replay"),
    path("review/<int:pk>/put-aside/", views.review_dismiss, name="review_dismiss"),
]
