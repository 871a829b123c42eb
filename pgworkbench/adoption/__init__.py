"""A design of one's own: begun anew (`init`), taken from a database (`adopt`), grown by a domain (`new_domain`)."""

from pgworkbench.adoption.adopt import Adoption, AdoptOptions, adopt
from pgworkbench.adoption.init import init
from pgworkbench.adoption.new import new_domain

__all__ = ["AdoptOptions", "Adoption", "adopt", "init", "new_domain"]
