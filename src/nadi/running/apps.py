"""Running is an app for one reason: the commands that need Django are management commands."""

from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "nadi.running"
    label = "running"
