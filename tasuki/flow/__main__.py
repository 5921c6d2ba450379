"""``python -m tasuki.flow`` writes docs/explanation/process.md anew."""

from __future__ import annotations

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasuki.config.settings")
    django.setup()
    from tasuki.flow.diagram import PAGE, page
    from tasuki.flow.process import PROCESS

    PAGE.write_text(page(PROCESS), encoding="utf-8")


if __name__ == "__main__":
    main()
