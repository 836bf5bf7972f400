from nadi.core import centers


class BalanceConfig(centers.PartConfig):
    name = "nadi.balance"
    label = "balance"
    urls_at = "/"
    panels = {"person": "balance:given_panel"}
