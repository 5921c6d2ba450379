"""The playbook in force, its drafts and its history."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id
from tasuki.rules.placeholders import texts_that_say_nothing
from tasuki.rules.playbook import Playbook

NOTED = ("nothing_texts", "nothing_numbers", "nothing_dates")


class PlaybookVersion(models.Model):
    """One version of the agreement. ``state``: draft, in_force, retired; ``toml`` is what was signed, to the letter.

    ``revision`` rises with every change of a draft, so that nobody overwrites or signs what they have not seen.
    ``announcement`` is what everybody is told when it comes into force (en, ja), ``replaces`` the one before.
    From then on its placeholders stand beside it as well (``nothing_…``), for what the database itself looks at.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=50)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="draft")
    toml = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True)
    drafted_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    announcement = models.JSONField(default=dict, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    nothing_texts = ArrayField(models.TextField(), default=list, blank=True)
    nothing_numbers = ArrayField(
        models.DecimalField(max_digits=20, decimal_places=2), default=list, blank=True
    )
    nothing_dates = ArrayField(models.DateField(), default=list, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "number"], name="playbook_version_once"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="in_force"), name="one_playbook_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}@{self.number}"

    @property
    def is_withdrawn(self) -> bool:
        """Retired without ever having been in force."""
        return self.state == "retired" and self.in_force_at is None

    def note_placeholders(self, book: Playbook) -> None:
        """What says nothing in this version, folded as the database folds it (HB-3)."""
        self.nothing_texts = texts_that_say_nothing(book)
        self.nothing_numbers = sorted(book.placeholders.numbers)
        self.nothing_dates = sorted(book.placeholders.dates)


class SignOff(models.Model):
    """A named yes from marketing or from sales to one version, with what they said to it (PB-1)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PlaybookVersion, on_delete=models.CASCADE, related_name="sign_offs")
    side = models.CharField(max_length=10)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "side"], name="one_sign_off_per_side"),)


class AnnouncementRead(models.Model):
    """Who has read that a version came into force: it stays on their first page until then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PlaybookVersion, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "person"], name="announcement_read_once"),)
