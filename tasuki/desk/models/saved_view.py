from __future__ import annotations

from django.db import models

from tasuki.platform.ids import new_id


class SavedView(models.Model):
    """A list as somebody wants to see it again: a name for what stands in its address.

    ``shared`` is empty for the owner alone, “team” for those who are in ``team``, “everybody” for all.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    list = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    owner = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="saved_views")
    shared = models.CharField(max_length=10, blank=True)
    team = models.ForeignKey(
        "people.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "list", "name"], name="saved_view_named_once"),
        )
        indexes = (models.Index(fields=["list", "shared"], name="saved_view_shared"),)

    def __str__(self) -> str:
        return self.name


class UsualView(models.Model):
    """The view with which a list opens for somebody."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=30)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "list"], name="one_usual_view_per_list"),)
