"""What intake keeps: the files that are brought, the imports made from them, and suspected duplicates."""

from tasuki.stages.intake.models.imports import Import, ImportChange, ImportedRow, Rejected
from tasuki.stages.intake.models.suspects import Suspect
from tasuki.stages.intake.models.uploads import SavedMapping, Upload, UploadedPart

__all__ = [
    "Import",
    "ImportChange",
    "ImportedRow",
    "Rejected",
    "SavedMapping",
    "Suspect",
    "Upload",
    "UploadedPart",
]
