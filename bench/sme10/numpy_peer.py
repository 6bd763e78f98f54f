"""SME-10 in numpy: the ten decisions of rules.yaml as whole-column operations, over the rows that
sme10/rows.cpp draws. Columns are as narrow as those of sme10/fused.hpp, money is in whole fen, every
decision is kept. Blocks that fit the cache are tried beside the whole columns; the faster counts.

    numpy_peer.py [ROWS [REPETITIONS]]

Prints one line of JSON, rows for each second of CPU time; ends with 1 if a sum is wrong.
"""
import json
import statistics
import sys
import time

import numpy as np

EXPECTED = {2_000: (347, 3_485_251_203), 200_000: (35_885, 351_882_444_685),
            4_000_000: (717_372, 7_042_260_345_604)}
DRAWS = 14  # for each row
NEVER = np.int32(0x7FFFFFFF)
OLDEST_APPLICATION, OLDEST_REGISTRATION = 20_362, 16_436  # 2025-10-01, 2015-01-01
FIRST_DAY, LAST_DAY = 20_454, 20_818                      # of 2026


def unit(rows, draw):
    """The draw-th of each row's draws of splitmix64 with seed 42, in [0, 1)."""
    at = np.arange(rows, dtype=np.uint64) * np.uint64(DRAWS) + np.uint64(draw + 1)
    mixed = np.uint64(42) + at * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def draw_rows(rows):
    def below(draw, bound, kind):
        return (unit(rows, draw) * bound).astype(kind)

    a, b = unit(rows, 1), unit(rows, 2)
    employees = 1 + (1500 * a * a * a).astype(np.int32)
    revenue = (60000 * b * b * b).astype(np.int32)
    revenue[unit(rows, 3) < 0.01] = -1  # null
    return {
        'industry': below(0, 6, np.uint8), 'employees': employees, 'revenue': revenue,
        'region': below(4, 31, np.uint8), 'code': below(5, 60, np.uint8),
        'application': OLDEST_APPLICATION + below(6, 600, np.int32),
        'registration': OLDEST_REGISTRATION + below(7, 4200, np.int32),
        'tax_arrears': unit(rows, 8) < 0.05, 'blacklisted': unit(rows, 9) < 0.02,
        'si_months': below(10, 37, np.uint8),
        'layoffs': (unit(rows, 11) * employees * 0.1).astype(np.int32),
        'loan_fen': 1_000_000 + below(12, 999_000_000, np.int64),
        'rate_bp': 250 + below(13, 750, np.int32),
    }


# By industry: the least staff and revenue of large, medium, small.
STAFF = np.array([[1000, 200, 300, 300, NEVER, NEVER], [300, 20, 50, 100, NEVER, NEVER],
                  [20, 5, 10, 10, NEVER, NEVER]], dtype=np.int32)
REVENUE = np.array([[40000, 40000, 20000, 10000, 0, 0], [2000, 5000, 500, 1000, 0, 0],
                    [300, 1000, 100, 50, 0, 0]], dtype=np.int32)
TIER = np.full(31, 3, dtype=np.uint8)
TIER[np.array([1, 2, 9, 10, 11]) - 1] = 1
TIER[np.array([3, 4, 6, 7, 12, 13, 14, 15]) - 1] = 2
TIER[np.array([26, 28, 29, 30, 31]) - 1] = 4
ENCOURAGED = np.zeros(60, dtype=bool)
ENCOURAGED[np.arange(2, 48, 3) - 1] = True
CAP_BP = np.array([[0, 200, 225, 250, 300], [0, 250, 275, 300, 350]], dtype=np.int16).ravel()
LIMIT_FEN = np.array([50_000_000, 50_000_000, 20_000_000, 10_000_000, 50_000_000], dtype=np.int64)


def decide(rows):
    industry, employees, revenue = rows['industry'], rows['employees'], rows['revenue']
    size = np.full(len(industry), 3, dtype=np.uint8)
    for which in (2, 1, 0):
        reached = (employees >= STAFF[which].take(industry)) & (revenue >= REVENUE[which].take(industry))
        size[reached] = which
    size[industry >= 4] = 4  # no rule: null
    tier = TIER.take(rows['region'])
    encouraged = ENCOURAGED.take(rows['code'])
    application = rows['application']
    in_window = (application >= FIRST_DAY) & (application <= LAST_DAY)
    age_ok = application >= rows['registration'] + np.int32(365)
    size_ok = (size >= 1) & (size <= 3)
    clean = ~(rows['tax_arrears'] | rows['blacklisted']) & (rows['si_months'] >= 6)
    cap_rate = CAP_BP.take(tier + encouraged.view(np.uint8) * np.uint8(5))
    few = rows['layoffs'] * np.int32(1000) <= employees * np.int32(55)
    eligible = size_ok & clean & in_window & age_ok & few
    # In thousandths of a per cent; only of the eligible, the others have 0.
    subsidy = np.zeros(len(industry), dtype=np.int64)
    who = np.flatnonzero(eligible)
    by = np.minimum(rows['rate_bp'].take(who) * np.int32(5), cap_rate.take(who) * np.int32(10))
    amount = (rows['loan_fen'].take(who) * by + 50_000) // 100_000
    subsidy[who] = np.minimum(amount, LIMIT_FEN.take(size.take(who)))
    return size, tier, encouraged, in_window, age_ok, size_ok, clean, cap_rate, eligible, subsidy


def run(rows, block):
    count = len(rows['industry'])
    eligible = fen = 0
    for first in range(0, count, block):
        part = {name: column[first:first + block] for name, column in rows.items()}
        *_, is_eligible, subsidy = decide(part)
        eligible += int(np.count_nonzero(is_eligible))
        fen += int(subsidy.sum())
    return eligible, fen


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000_000
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    rows = draw_rows(count)
    rates = {}
    for block in (4_096, 16_384, 65_536, count):
        seconds = []
        for _ in range(repetitions):
            start = time.process_time()
            sums = run(rows, block)
            seconds.append(time.process_time() - start)
            if sums != EXPECTED.get(count, sums):
                sys.exit(f'the sums of numpy are wrong: {sums}')
        rates[block] = count / statistics.median(seconds)
    best = max(rates, key=rates.get)
    print(json.dumps({'numpy_version': np.__version__, 'rows': count, 'block': best,
                      'per_cpu_second': rates[best],
                      'whole_columns_per_cpu_second': rates[count]}))


if __name__ == '__main__':
    main()
