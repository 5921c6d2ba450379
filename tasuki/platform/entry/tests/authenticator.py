"""An authenticator app as a telephone has it: RFC 6238 with SHA-1, six digits, thirty seconds; none of our own code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from datetime import datetime


def code_at(secret: str, at: datetime) -> str:
    counter = int(at.timestamp()) // 30
    found = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = found[-1] & 15
    return f"{(struct.unpack('>I', found[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
