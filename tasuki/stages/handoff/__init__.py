"""The brief, and the AE's answer to it: accept, reject or recycle."""
