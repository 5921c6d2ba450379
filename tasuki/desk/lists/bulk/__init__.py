"""Many records changed at once: each through its own action, with its own permission, rules and refusals.

`choosing` says which records are meant, `starting` keeps what was asked, `working` does it record by record and takes
it back, `telling` reads what came of it.
"""
