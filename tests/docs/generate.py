"""Write the generated reference pages: ``python -m tests.docs.generate`` (in the virtual environment)."""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasuki.config.settings")
    # The pages come from code alone: no database is asked, and no installation is made for it.
    os.environ.setdefault("DATABASE_URL", "postgresql:///not_asked")
    os.environ.setdefault("TASUKI_SECRET_KEY", "not-used")
    import django

    django.setup()
    from tests.docs.reference import write_pages

    write_pages()


if __name__ == "__main__":
    main()
