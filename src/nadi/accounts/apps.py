from nadi.core import centers


class AccountsConfig(centers.PartConfig):
    name = "nadi.accounts"
    label = "accounts"
    urls_at = ""
