from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Way(models.Model):
    """How leads went through the routing table: the rows tried and who was passed over (RT-4), kept once for all.

    Its id follows from what it tells. What a lead itself holds stands in its own assignment, and goes with it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    told = models.JSONField()


class Assignment(PreparedModel):
    """Who got the lead, by which rule, why, and who was passed over (RT-4). ``run``: sdr or ae (RT-11).

    ``way`` tells the rows tried, ``own`` what of it is this lead's alone (`trace.Own`); `trace.traced` has both
    together. ``returned_at``: the turn that it took was given back (RT-10).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        "records.Lead", on_delete=models.CASCADE, related_name="assignments", db_index=False
    )
    run = models.CharField(max_length=5)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=60, blank=True)
    strategy = models.CharField(max_length=40)
    because = models.JSONField(default=dict)
    way = models.ForeignKey(Way, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    own = models.JSONField(default=dict)
    uses_turn = models.BooleanField(default=False)
    playbook = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        indexes = (
            models.Index(fields=["lead", "at"], name="assignment_of_lead"),
            BrinIndex(fields=["at"], name="assignment_by_time"),
        )


class Committee(models.Model):
    """Several people of one company engage (RT-6): when that was noticed last, of how many, by which lead.

    ``company`` is the account's id, else the domain.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.CharField(max_length=255, unique=True)
    account = models.ForeignKey("records.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="+")
    people = models.PositiveIntegerField()
    noticed_at = models.DateTimeField(db_index=True)


class Turn(models.Model):
    """How often the rotation has given a person a lead in one run, and when last: exact fairness under load."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="turns")
    run = models.CharField(max_length=5)
    count = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "run"], name="one_turn_counter_per_run"),)
