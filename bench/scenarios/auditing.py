"""A foreign export of 100,000 leads and half as many opportunities, audited by the command line."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.figure import Figure, at_most
from bench.processes import cpu_seconds, server_pid
from bench.stage import Stage

BEGAN = date(2024, 1, 1)
SOURCES = ("Web", "Referral", "Trade Show", "Cold Call", "Partner", "Google Ads")
LEADS = (
    "Lead ID", "First Name", "Last Name", "Email", "Company", "Lead Source", "Lead Status", "Industry",
    "No. of Employees", "Lead Owner", "Created Date", "Converted", "Converted Date", "Converted Opportunity ID",
)  # fmt: skip
DEALS = (
    "Opportunity ID", "Opportunity Name", "Account Name", "Stage", "Amount", "Close Date", "Created Date",
    "Opportunity Owner", "Lead Source", "Probability (%)", "Loss Reason",
)  # fmt: skip


def audit_an_export(stage: Stage) -> Iterator[Figure]:
    """Seconds of the whole command with its page, start-up included, and how large it grew."""
    leads, deals = stage.place.home / "audit-leads.csv", stage.place.home / "audit-deals.csv"
    n = stage.size.imported
    made = _write(leads, deals, n)
    page = stage.place.home / "audit.html"
    command = [
        sys.executable, "-m", "tasuki.cli", "audit", "--leads", str(leads), "--opportunities", str(deals), "--out",
        str(page),
    ]  # fmt: skip
    database = server_pid(stage.place.dsn)
    began, before = time.perf_counter(), cpu_seconds(database)
    process = subprocess.Popen(command, env=dict(stage.place.environ), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode or not page.exists():
        raise RuntimeError(f"the audit failed with {process.returncode}")
    yield Figure(
        f"audit of {n:,} leads and {made:,} opportunities", seconds, "s", musts=(at_most(60),),
        note=f"CPU {used.ru_utime + used.ru_stime:.1f} s Python, {cpu_seconds(database) - before:.1f} s database",
    )  # fmt: skip
    yield Figure("memory of the audit at its largest", used.ru_maxrss / 1024, "MB", musts=(at_most(1_500),))


def _write(leads: Path, deals: Path, n: int) -> int:
    """A plain export as Salesforce writes it; returns how many opportunities there are."""
    chance, made = random.Random(n), 0
    with leads.open("w", newline="") as one, deals.open("w", newline="") as other:
        lead, deal = csv.writer(one), csv.writer(other)
        lead.writerow(LEADS)
        deal.writerow(DEALS)
        for number in range(n):
            came = BEGAN + timedelta(days=chance.randrange(700))
            converted = number % 2 == 0
            began, key = came + timedelta(days=chance.randint(1, 60)), f"006{number:012d}"
            if converted:
                made += 1
                stage = chance.choice(("Closed Won", "Closed Lost", "Closed Lost", "Proposal"))
                deal.writerow(
                    (key, f"Deal {made}", f"Company {number % 30_000}", stage, f"{chance.randint(1_000, 90_000):,}.00",
                     f"{began + timedelta(days=chance.randint(5, 150)):%m/%d/%Y}", f"{began:%m/%d/%Y}",
                     f"Rep {number % 40}", chance.choice(SOURCES), 50, "Price" if "Lost" in stage else "")
                )  # fmt: skip
            left = chance.choice(("Open - Not Contacted", "Closed - Not Converted"))
            lead.writerow(
                (f"00Q{number:012d}", f"First{number % 500}", f"Last{number % 7_000}", f"p{number}@c.example",
                 f"Company {number % 30_000}", chance.choice(SOURCES),
                 "Closed - Converted" if converted else left, "Software",
                 chance.randint(1, 3_000), f"Rep {number % 40}", f"{came:%m/%d/%Y}", int(converted),
                 f"{began:%m/%d/%Y}" if converted else "", key if converted else "")
            )  # fmt: skip
    return made
