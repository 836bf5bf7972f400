from nadi.core import centers


class FleetConfig(centers.PartConfig):
    name = "nadi.fleet"
    label = "fleet"
