"""When things happen on the platform: three years of growth, intakes in autumn and spring, office hours."""

from datetime import timedelta

from pgworkbench.seeding.plan import Curve

YEARS = 3 * 365  # days of history that the volumes show
FOUNDED = YEARS + 60  # days ago: every institution is older than what it has

_MONTHS = (1.1, 0.9, 1.0, 0.9, 0.9, 1.0, 1.2, 1.7, 2.0, 1.3, 0.9, 0.6)
_WEEKDAYS = (1.3, 1.3, 1.2, 1.1, 1.0, 0.5, 0.6)
_EVENINGS = (0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7, 1.0, 1.2, 1.3, 1.3)
_AFTERNOONS = (1.2, 1.1, 1.2, 1.2, 1.2, 1.3, 1.5, 1.7, 1.9, 1.8, 1.3, 0.7)
_OFFICE = (0.0,) * 7 + (0.5, 1.5, 2.0, 2.0, 1.8, 1.0, 1.5, 2.0, 2.0, 1.5, 0.8, 0.3, 0.1) + (0.0,) * 4

VISITORS = Curve(growth=1.4, months=_MONTHS, weekdays=_WEEKDAYS, hours=(*_EVENINGS, *_AFTERNOONS))
STAFF = Curve(growth=1.3, months=_MONTHS, weekdays=(1.2, 1.2, 1.2, 1.1, 1.0, 0.1, 0.05), hours=_OFFICE)
MEMBERS = Curve(growth=1.35, months=_MONTHS, weekdays=_WEEKDAYS, hours=(*_EVENINGS, *_AFTERNOONS))

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
