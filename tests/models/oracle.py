"""A second opinion on periods and working days: slow, plainly written, sharing nothing with models/ but the meaning."""

import datetime as dt
from functools import cache

DAY = dt.timedelta(days=1)
NAMES_OF_YEAR = [
    *[f"M{month:02d}" for month in range(1, 13)],
    *["Q1", "Q2", "Q3", "Q4", "H1", "H2", "9M", "Y"],
]
LABELS = {
    "M01": "Tháng 1/{year}",
    "M02": "Tháng 2/{year}",
    "M03": "Tháng 3/{year}",
    "M04": "Tháng 4/{year}",
    "M05": "Tháng 5/{year}",
    "M06": "Tháng 6/{year}",
    "M07": "Tháng 7/{year}",
    "M08": "Tháng 8/{year}",
    "M09": "Tháng 9/{year}",
    "M10": "Tháng 10/{year}",
    "M11": "Tháng 11/{year}",
    "M12": "Tháng 12/{year}",
    "Q1": "Quý I/{year}",
    "Q2": "Quý II/{year}",
    "Q3": "Quý III/{year}",
    "Q4": "Quý IV/{year}",
    "H1": "6 tháng đầu năm {year}",
    "H2": "6 tháng cuối năm {year}",
    "9M": "9 tháng đầu năm {year}",
    "Y": "Năm {year}",
}
# Nghị định 09/2019/NĐ-CP Điều 12, row by row: (year offset, month, day) of the first and of the last day reported on.
DECREE = {
    "M01": ((-1, 12, 15), (0, 1, 14)),
    "M02": ((0, 1, 15), (0, 2, 14)),
    "M03": ((0, 2, 15), (0, 3, 14)),
    "M04": ((0, 3, 15), (0, 4, 14)),
    "M05": ((0, 4, 15), (0, 5, 14)),
    "M06": ((0, 5, 15), (0, 6, 14)),
    "M07": ((0, 6, 15), (0, 7, 14)),
    "M08": ((0, 7, 15), (0, 8, 14)),
    "M09": ((0, 8, 15), (0, 9, 14)),
    "M10": ((0, 9, 15), (0, 10, 14)),
    "M11": ((0, 10, 15), (0, 11, 14)),
    "M12": ((0, 11, 15), (0, 12, 14)),
    "Q1": ((-1, 12, 15), (0, 3, 14)),
    "Q2": ((0, 3, 15), (0, 6, 14)),
    "Q3": ((0, 6, 15), (0, 9, 14)),
    "Q4": ((0, 9, 15), (0, 12, 14)),
    "H1": ((-1, 12, 15), (0, 6, 14)),
    "H2": ((0, 6, 15), (0, 12, 14)),
    "9M": ((-1, 12, 15), (0, 9, 14)),
    "Y": ((-1, 12, 15), (0, 12, 14)),
}


def days_of_year(year):
    day, days = dt.date(year, 1, 1), []
    while day.year == year:
        days.append(day)
        day += DAY
    return days


def has_month(name, month):
    """Whether a month belongs to the named part of its year."""
    if name == "Y":
        return True
    if name == "9M":
        return month <= 9
    if name[0] == "M":
        return month == int(name[1:])
    if name[0] == "H":
        return month in {"H1": (1, 2, 3, 4, 5, 6), "H2": (7, 8, 9, 10, 11, 12)}[name]
    return month in {"Q1": (1, 2, 3), "Q2": (4, 5, 6), "Q3": (7, 8, 9), "Q4": (10, 11, 12)}[name]


@cache
def weeks_of_year(year):
    """The Thursdays of a year, counted: ISO 8601 gives a week to the year in which its Thursday lies."""
    thursdays = [day for day in days_of_year(year) if day.isoweekday() == 4]
    return {f"W{number:02d}": thursday for number, thursday in enumerate(thursdays, start=1)}


@cache
def bounds(year, name):
    """The first and last day of a period."""
    if name[0] == "W":
        thursday = weeks_of_year(year)[name]
        return thursday - 3 * DAY, thursday + 3 * DAY
    days = [day for day in days_of_year(year) if has_month(name, day.month)]
    return days[0], days[-1]


def all_names(year):
    return NAMES_OF_YEAR + list(weeks_of_year(year))


def label(year, name):
    text = f"Tuần {int(name[1:])}/{{year}}" if name[0] == "W" else LABELS[name]
    return text.format(year=year)


def decree_window(year, name):
    (before, month, day), (later, last_month, last_day) = DECREE[name]
    return dt.date(year + before, month, day), dt.date(year + later, last_month, last_day)


def ends_in(names, first, last):
    """The last days, each once, on which a report is owed when overlapping series are one."""
    ends = set()
    for year in range(first.year - 1, last.year + 1):
        for name in all_names(year):
            series = "9M" if name == "9M" else name[0]
            end = bounds(year, name)[1]
            if (series in names or name in names) and first <= end <= last:
                ends.add(end)
    return sorted(ends)


def works(day, off, worked):
    if day in worked:
        return True
    return day.isoweekday() not in (6, 7) and day not in off


def working_days(first, last, off, worked):
    days = []
    while first <= last:
        if works(first, off, worked):
            days.append(first)
        first += DAY
    return days


def counted(day, count, off, worked):
    """The count-th working day after (before) a day, by listing them all."""
    if count == 0:
        return day
    far = (10 * abs(count) + 60) * DAY
    if count > 0:
        return working_days(day + DAY, day + far, off, worked)[count - 1]
    return working_days(day - far, day - DAY, off, worked)[count]
