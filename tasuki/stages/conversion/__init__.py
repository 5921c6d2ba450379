"""From a lead to an opportunity in one transaction; approvals, waivers and the way back."""
