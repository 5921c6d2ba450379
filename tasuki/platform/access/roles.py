"""The seven roles (V-05)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    SDR = "sdr"
    AE = "ae"
    MANAGER = "manager"
    MARKETER = "marketer"
    REVOPS = "revops"
    ADMIN = "admin"
    READ_ONLY = "read_only"
