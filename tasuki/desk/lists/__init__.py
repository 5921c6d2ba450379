"""Lists of records: filtered, grouped, sorted, by keyset and never counted, from one description per list.

A list is one file in `kinds`; its page, its export and its addresses follow from what it says there.
"""
