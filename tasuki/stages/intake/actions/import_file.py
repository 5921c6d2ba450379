"""The door's one call for an import; the work is in `tasuki.stages.intake.importing`."""

from tasuki.stages.intake.importing.run import import_file

__all__ = ["import_file"]
