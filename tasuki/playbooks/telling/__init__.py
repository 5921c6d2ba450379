"""The agreement in words: what every table, condition and value of a playbook says, as sentences in no language yet.

The page, the paper, the comparison of two versions, the API and the command line all speak from here.
"""
