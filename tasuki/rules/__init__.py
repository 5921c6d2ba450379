"""The law: pure decisions about leads, handoffs, clocks and opportunities.

Every module here is a function of facts, a playbook and a moment; nothing reads a database, a wall clock or a
setting, and nothing outside the standard library is imported. That is what lets the same rules judge a live
conversion, a CSV row, a dossier on the command line and ten years of history under a draft playbook.
"""
