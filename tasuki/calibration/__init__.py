"""What the agreement should become: it is tried on what has happened before anybody signs it.

It reads what every stage has kept, and no stage knows of it: the loop closes in a draft of the playbook.
"""
