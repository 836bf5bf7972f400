from nadi.core import centers


class CoreConfig(centers.PartConfig):
    name = "nadi.core"
    label = "core"
    urls_at = ""
