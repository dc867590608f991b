"""One script for each promise about speed; importing the package sets Django up."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_benchmark")
django.setup()
