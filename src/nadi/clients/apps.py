from nadi.core import centers


class ClientsConfig(centers.PartConfig):
    name = "nadi.clients"
    label = "clients"
    urls_at = ""
