#!/usr/bin/env python3
"""Holds the base data of packs/cn-base to a second copy, kept outside the repository beside it, and
its tests of the size standard to the legal table. Without that copy there is nothing to compare
with, and the tests say so; what the data says about itself is tested always."""
import csv
import datetime
import decimal
import pathlib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE = ROOT / 'packs' / 'cn-base'
PEER = ROOT.parent / 'shared' / 'data'
LEVELS = ('section', 'division', 'group', 'class')


def rows(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def peer(test, *path):
    file = PEER.joinpath(*path)
    if not file.exists():
        test.skipTest(f'no second copy to compare with: {"/".join(path)} is not beside the tree')
    return rows(file)


def one_below(value, indicator):
    """The next lower count of people, or amount in yuan."""
    return value - (1 if indicator == 'employees' else decimal.Decimal('0.01'))


class OnItsOwn(unittest.TestCase):
    def test_places(self):
        codes = {row['code']: row for row in rows(BASE / 'lists' / 'places.csv')}
        self.assertEqual(len(codes), 3209)
        for row in codes.values():
            if row['level'] == 'province':
                self.assertEqual(row['parent'], '')
            else:
                self.assertIn(row['parent'], codes, row)

    def test_industries(self):
        industries = rows(BASE / 'lists' / 'industries.csv')
        levels = {row['code']: row['level'] for row in industries}
        self.assertEqual([list(levels.values()).count(level) for level in LEVELS],
                         [20, 97, 473, 1381])
        for row in industries:
            if row['level'] != 'section':
                above = LEVELS[LEVELS.index(row['level']) - 1]
                self.assertEqual(levels[row['parent']], above, row)

    def test_the_loan_prime_rate_comes_out_once_a_month(self):
        days = [datetime.date.fromisoformat(row['date'])
                for row in rows(BASE / 'tables' / 'lpr.csv')]
        months = [(day.year, day.month) for day in days]
        self.assertEqual(months, [(2019, month) for month in range(8, 13)] +
                         [(2020, month) for month in range(1, 13)])
        self.assertTrue(all(day.weekday() < 5 for day in days))

    def test_the_calendar_has_the_holidays_of_each_year(self):
        names = {}
        days = [row['date'] for row in rows(BASE / 'tables' / 'calendar.csv')]
        self.assertEqual(days, sorted(set(days)))
        for row in rows(BASE / 'tables' / 'calendar.csv'):
            if row['kind'] == 'holiday':
                names.setdefault(row['date'][:4], set()).add(row['name_zh'])
        self.assertEqual(sorted(names), [str(year) for year in range(2019, 2027)])
        for year, found in names.items():
            self.assertLessEqual({'元旦', '春节', '清明', '劳动节', '端午', '国庆节'}, found, year)

    def test_make_up_days_are_weekend_days(self):
        for row in rows(BASE / 'tables' / 'calendar.csv'):
            day = datetime.date.fromisoformat(row['date'])
            self.assertIn(row['kind'], ('holiday', 'makeup_workday'))
            if row['kind'] == 'makeup_workday':
                self.assertGreaterEqual(day.weekday(), 5, row)


class AgainstTheSecondCopy(unittest.TestCase):
    def same(self, ours, theirs, columns):
        """Columns: our name to theirs. The order of rows is free."""
        self.assertEqual(sorted(tuple(row[name] for name in columns) for row in ours),
                         sorted(tuple(row[name] for name in columns.values()) for row in theirs))

    def test_places(self):
        self.same(rows(BASE / 'lists' / 'places.csv'),
                  peer(self, 'gbt2260-geo', 'divisions_2019.csv'),
                  {name: name for name in ('code', 'parent', 'level', 'name_zh')})

    def test_industries(self):
        self.same(rows(BASE / 'lists' / 'industries.csv'),
                  peer(self, 'gbt4754-2017', 'industries.csv'),
                  {name: name for name in ('code', 'parent', 'level', 'name_zh', 'name_en')})

    def test_loan_prime_rate(self):
        self.same(rows(BASE / 'tables' / 'lpr.csv'), peer(self, 'lpr-2019-2020', 'lpr.csv'),
                  {name: name for name in ('date', 'lpr_1y_pct', 'lpr_5y_pct')})

    def test_calendar(self):
        ours = [row for row in rows(BASE / 'tables' / 'calendar.csv') if row['date'] < '2021']
        self.same(ours,
                  peer(self, 'cn-calendar-2019-2020', 'days.csv'),
                  {name: name for name in ('date', 'kind', 'name_zh', 'name_en')})


class SizeStandard(unittest.TestCase):
    """The lowest class that any indicator of the row gives; bounds belong to the class."""

    def setUp(self):
        self.bounds = {}
        for row in peer(self, 'size-standard-2017', 'thresholds.csv'):
            scale = 1 if row['unit'] == 'persons' else 10000
            self.bounds.setdefault(row['size_industry'], {})[row['indicator']] = {
                size: decimal.Decimal(row[f'{size}_min']) * scale
                for size in ('large', 'medium', 'small') if row[f'{size}_min']}
        self.row_of = {row['gbt4754_code']: row['size_industry']
                       for row in peer(self, 'size-standard-2017', 'division_map.csv')}
        self.cases = [row for name in ('size-bounds.csv', 'size-rows.csv')
                      for row in rows(BASE / 'decisions' / 'examples' / name)]

    def row(self, code):
        return next((self.row_of[code[:length]] for length in range(len(code), 1, -1)
                     if code[:length] in self.row_of), '')

    def size(self, case):
        lowest = 0
        for indicator, bounds in self.bounds[self.row(case['industry_code'])].items():
            if not case[indicator]:
                continue  # left open: the others decide, and none can raise the class
            value = decimal.Decimal(case[indicator])
            reached = next((i for i, size in enumerate(('large', 'medium', 'small'))
                            if size in bounds and value >= bounds[size]), 3)
            lowest = max(lowest, reached)
        return ('large', 'medium', 'small', 'micro')[lowest]

    def test_the_expected_sizes_come_from_the_legal_table(self):
        judged = 0
        for case in self.cases:
            if self.row(case['industry_code']) and case['expected'] not in ('unknown', 'null'):
                self.assertEqual(case['expected'], self.size(case), case)
                judged += 1
        self.assertGreater(judged, 600)

    def test_every_bound_is_tried_on_both_sides(self):
        self.assertEqual(len(self.bounds), 16)
        tried = {(self.row(case['industry_code']), indicator, decimal.Decimal(case[indicator]))
                 for case in self.cases for indicator in ('employees', 'revenue', 'total_assets')
                 if case[indicator]}
        for name, indicators in self.bounds.items():
            for indicator, bounds in indicators.items():
                for value in bounds.values():
                    self.assertIn((name, indicator, value), tried)
                    self.assertIn((name, indicator, one_below(value, indicator)), tried)


if __name__ == '__main__':
    unittest.main(verbosity=2)
